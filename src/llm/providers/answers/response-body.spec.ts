import { describe, expect, it } from 'vitest';
import { providerResponse } from '../../../../test/support/provider-response.js';
import { ByteBudget } from '../../../resilience/byte-budget.js';
import { TurnBudget } from '../../../resilience/turn-budget.js';
import type { LlmThreads } from '../../threads/llm-threads.service.js';
import type { AnswerLimits } from './answer-limits.js';
import { AttemptTimer } from './attempt-timer.js';
import type { ProviderResponse } from './received-body.js';
import { ResponseBody } from './response-body.js';

const budget = new ByteBudget(4_000_000);
const limits: AnswerLimits = {
  ...{ maxAnswerBytes: 200_000, maxStreamBytes: 200_000, held: budget.open('a') },
  ...{ threads: {} as LlmThreads, turns: new TurnBudget(1e6), owner: 'a' },
};

function responseOf(pieces: string[], headers: Record<string, string> = {}, statusCode = 200) {
  const parts = pieces.map((piece) => Buffer.from(piece));
  return providerResponse(parts, headers, statusCode);
}

async function textOf(response: ProviderResponse): Promise<string> {
  const timer = new AttemptTimer(new AbortController().signal, 10_000);
  try {
    return await new ResponseBody(response).text(timer, { idleMs: 10_000, wholeMs: 10_000 }, limits);
  } finally {
    timer.stop();
  }
}

describe('the body of a response', () => {
  it.each([
    [['d', 'ata: {}', '\n\n'], true],
    [[': hello\n\n'], true],
    [['\uFEFFevent: x\n'], true],
    [['\n\nid: 1\n'], true],
    [['{"data":', '1}'], false],
    [['dat'], false],
    [['database: x'], false],
    [[], false],
  ])('%j is a stream of events: %j', async (pieces, isStream) => {
    const body = new ResponseBody(responseOf(pieces));
    expect(await body.isEventStream()).toBe(isStream);
    const parts: Buffer[] = [];
    for await (const part of body.bytes) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe(pieces.join(''));
  });

  it.each([
    [['\n', ' ', '{"data":', '1}'], false],
    [['\uFEFF[{}]'], false],
    [['{}\n', 'data: {}\n\n'], false],
    [['{}\ndata: {}\n\n'], true],
    [[':'], true],
    [['d', 'ata: {}'], true],
    [['', '<html>'], true],
    [[], true],
  ])('%j that is called a stream of events is one: %j', async (pieces, isStream) => {
    const body = new ResponseBody(responseOf(pieces, { 'content-type': 'text/event-stream' }));
    expect(await body.isEventStream()).toBe(isStream);
    const parts: Buffer[] = [];
    for await (const part of body.bytes) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe(pieces.join(''));
  });

  it.each(['compress', 'gzip, gzip, gzip'])(
    'that cannot be decoded from %s gives its connection back',
    async (encoding) => {
      const headers = { 'content-encoding': encoding };
      const [peeked, read] = [responseOf(['x'], headers), responseOf(['x'], headers)];
      await expect(new ResponseBody(peeked).isEventStream()).rejects.toThrow('Unknown encoding');
      await expect(textOf(read)).rejects.toThrow('Unknown encoding');
      expect([peeked.body.isClosed, read.body.isClosed]).toEqual([true, true]);
    },
  );

  it('that is too large gives its connection back, and of an error the beginning is read', async () => {
    const pieces = Array.from({ length: 100 }, () => 'x'.repeat(10_000));
    const answer = responseOf(pieces);
    await expect(textOf(answer)).rejects.toThrow('too large');
    const error = responseOf(pieces, {}, 500);
    expect((await textOf(error)).length).toBeLessThan(220_000);
    expect([answer.connection.isAborted, error.connection.isAborted]).toEqual([true, true]);
  });
});
