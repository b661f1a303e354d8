import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { longestTurn } from '../../../../test/support/longest-turn.js';
import { providerResponse } from '../../../../test/support/provider-response.js';
import { ByteBudget } from '../../../resilience/byte-budget.js';
import { TurnBudget } from '../../../resilience/turn-budget.js';
import type { LlmThreads } from '../../threads/llm-threads.service.js';
import type { AnswerLimits } from './answer-limits.js';
import { AttemptTimer } from './attempt-timer.js';
import { ResponseBody } from './response-body.js';
import { openStream } from './stream-reader.js';
import { ProviderFailure } from '../failures/provider-failure.js';
import { StreamState } from './stream-state.js';

const ENCODERS: Record<string, (bytes: Buffer) => Buffer> = {
  identity: (bytes) => bytes,
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};

const chunkOf = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c1', choices: [{ index: 0, delta, finish_reason }] })}`;
const NOISE = [
  ': ping',
  'event: message',
  'retry: 5',
  'x: y',
  '',
  chunkOf({ role: 'assistant', content: '' }),
  chunkOf({}, ''),
];

interface Sent {
  words: string[];
  noise: string[];
  hasReason: boolean;
  hasDone: boolean;
  lineEnd: string;
  encoding: string;
  /** Sizes of the packets. */
  sizes: number[];
  /** Part of the bytes that arrive, from 0 to 1. */
  share: number;
  /** Whether the connection is lost at the end of them. */
  isLost: boolean;
}

const sent: fc.Arbitrary<Sent> = fc.record({
  words: fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 10 }),
  noise: fc.array(fc.constantFrom(...NOISE), { minLength: 1, maxLength: 5 }),
  hasReason: fc.boolean(),
  hasDone: fc.boolean(),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  encoding: fc.constantFrom(...Object.keys(ENCODERS)),
  sizes: fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 10 }),
  share: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  isLost: fc.boolean(),
});

function bytesOf({ words, noise, hasReason, hasDone, lineEnd, encoding }: Sent): Buffer {
  const events = words.flatMap((content, index) => [noise[index % noise.length]!, chunkOf({ content })]);
  if (hasReason) events.push(chunkOf({}, 'stop'));
  if (hasDone) events.push('data: [DONE]');
  return ENCODERS[encoding]!(Buffer.from(events.map((event) => event + lineEnd + lineEnd).join('')));
}

async function* packetsOf(bytes: Buffer, { sizes, share, isLost }: Sent): AsyncGenerator<Buffer, void> {
  const end = Math.floor(bytes.length * share);
  for (let at = 0, packet = 0; at < end; packet++) {
    const next = Math.min(end, at + sizes[packet % sizes.length]!);
    yield await Promise.resolve(bytes.subarray(at, next));
    at = next;
  }
  if (isLost) throw Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
}

/** What such a body holds, as a provider reads it. */
function open(source: AsyncIterable<Buffer> | Iterable<Buffer>, headers: Record<string, string>, maxBytes: number) {
  const timer = new AttemptTimer(new AbortController().signal, 60_000);
  const state = new StreamState({ messages: [] }, 'm');
  const limits: AnswerLimits = {
    ...{ maxAnswerBytes: maxBytes, maxStreamBytes: maxBytes, held: new ByteBudget(1e9).open('a'), owner: 'a' },
    threads: {} as LlmThreads,
    turns: new TurnBudget(262_144),
  };
  const stream = openStream(new ResponseBody(providerResponse(source, headers)), {
    state,
    timer,
    idleMs: 60_000,
    limits,
  });
  return { stream, state, timer };
}

/** The text that a caller gets, and whether it ends as a whole answer does. */
async function read(one: Sent): Promise<{ text: string; isWhole: boolean; isFlawed: boolean }> {
  const headers = { 'content-type': 'text/event-stream', 'content-encoding': one.encoding };
  const { stream: opening, state, timer } = open(packetsOf(bytesOf(one), one), headers, 1e6);
  let text = '';
  try {
    const stream = await opening;
    for await (const { data } of stream.chunks) {
      const { choices } = JSON.parse(data) as { choices: { delta: { content?: string } }[] };
      text += choices[0]?.delta.content ?? '';
    }
    return { text, isWhole: true, isFlawed: stream.isFlawed };
  } catch {
    return { text, isWhole: false, isFlawed: state.isFlawed };
  } finally {
    timer.stop();
  }
}

describe('a stream of 2 MB in one packet holds the event loop for less than 50 ms where it is made of', () => {
  const BYTES = 2 * 1024 * 1024;
  const beginning = `${chunkOf({ content: 'x' })}\n\n`;

  it.each([
    ['tiny events', 'data: {}\n\n'],
    ['words of one letter', 'data: {"choices":[{"delta":{"content":"a"}}]}\n\n'],
    ['named events', 'event: x\ndata: {}\n\n'],
    ['events of two lines', 'data: {\ndata: }\n\n'],
    ['comments', ':\n'],
    ['fields that are unknown', 'x\n'],
    ['blank lines', '\r'],
    ['one event of many lines', 'data\n'],
    ['one event of many lines with words', 'data: word\r\n'],
  ])('%s', async (_, piece) => {
    const packet = Buffer.from(beginning + piece.repeat(BYTES / piece.length));
    const readAll = async () => {
      const { stream: opening, timer } = open([packet], { 'content-type': 'text/event-stream' }, BYTES * 2);
      await (async () => {
        for await (const { data } of (await opening).chunks) expect(data).not.toBe('');
      })().catch((error: unknown) => {
        expect(error).toBeInstanceOf(ProviderFailure);
      });
      timer.stop();
    };
    let longest = Infinity;
    for (let run = 0; run < 3 && longest > 50; run++) longest = Math.min(longest, await longestTurn(readAll()));
    expect(longest).toBeLessThan(50);
  });
});

describe('a stream, however it is made, sent and cut', () => {
  it('is whole only with all of its text, and is not flawed if it says why it ended', async () => {
    await fc.assert(
      fc.asyncProperty(sent, async (one) => {
        const all = one.words.join('');
        const { text, isWhole, isFlawed } = await read(one);
        if (isWhole) {
          expect(text).toBe(all);
          expect(isFlawed).toBe(!one.hasReason);
        } else expect(all.startsWith(text)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is whole if all of it arrives and it says so', async () => {
    await fc.assert(
      fc.asyncProperty(sent, async (one) => {
        const { isWhole } = await read({ ...one, share: 1, isLost: false });
        expect(isWhole).toBe(one.hasReason || one.hasDone);
      }),
      { numRuns: 200 },
    );
  });
});
