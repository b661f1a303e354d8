import { beforeEach, describe, expect, it } from 'vitest';
import {
  chunk,
  completion,
  finishChunk,
  json,
  stalledStream,
  stream,
  type StreamPart,
  TEXT,
  textChunks,
  usageChunk,
} from '../../support/provider-responses.js';
import { textOf, useLlmService } from '../../support/llm-service.js';

const service = useLlmService();

beforeEach(() => {
  service.reset();
});

const ask = (isStream: boolean) => service.chat({ model: 'runpod', stream: isStream });

describe('usage of a stream', () => {
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
  const GEMINI = { promptTokenCount: 100, candidatesTokenCount: 10, totalTokenCount: 110 };
  const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  const BILLED = { outcome: 'ok', promptTokens: 100, cachedTokens: 0, completionTokens: 10, usageSource: 'provider' };

  it.each([
    ['in the choice', [finishChunk('stop'), chunk({}, null)].map((one) => inChoice(one, usage))],
    ['in the chunk with the finish_reason', [finishChunk('stop', { usage })]],
    ['in a place of Groq', [finishChunk('stop', { x_groq: { id: 'r1', usage } })]],
    ['before the end', [{ ...chunk({}), usage }, finishChunk()]],
    [
      'followed by zeros',
      [
        finishChunk('stop', { usage }),
        finishChunk('stop', { usage: zeros }),
        { ...chunk({}), choices: [], usage: zeros },
      ],
    ],
    [
      'as sums so far',
      [{ ...chunk({}), usage: { prompt_tokens: 100, completion_tokens: 3 } }, finishChunk('stop', { usage })],
    ],
  ])('is read %s', async (_, end) => {
    service.runpod.script(stream([...textChunks(), ...end, '[DONE]']));
    expect(textOf(await ask(true))).toBe(TEXT);
    expect(service.ledgerRows()).toMatchObject([BILLED]);
  });

  it.each<[string, StreamPart[]]>([
    ['behind [DONE]', [finishChunk(), '[DONE]', usageChunk(usage)]],
    ['behind [DONE], where nothing else told the end', ['[DONE]', usageChunk(usage)]],
    ['in the choice', [inChoice(finishChunk(), usage), '[DONE]']],
    ['in a place of Groq', [finishChunk('stop', { x_groq: { usage } }), '[DONE]']],
    ['in a place of Gemini', [finishChunk('stop', { usageMetadata: GEMINI }), '[DONE]']],
    ['in its usual place', [finishChunk(), usageChunk(usage), '[DONE]']],
  ])('is read %s, and is sent once to callers that request it', async (_, end) => {
    for (const include_usage of [true, false]) {
      service.reset();
      service.runpod.script(stream([...textChunks(), ...end]));
      const reply = await service.chat({ model: 'runpod', stream: true, stream_options: { include_usage } });
      expect([textOf(reply), reply.events.at(-1)]).toEqual([TEXT, '[DONE]']);
      const sent = reply.events.slice(0, -1).flatMap((event) => (JSON.parse(event) as { usage?: object }).usage ?? []);
      expect(sent).toEqual(include_usage ? [expect.objectContaining(usage)] : []);
      expect(service.ledgerRows()).toMatchObject([BILLED]);
    }
  });

  it('is not waited for behind [DONE] where the connection stays open', async () => {
    // The first count of tokens loads what counts them.
    service.runpod.script(
      stream([...textChunks(), finishChunk(), '[DONE]']),
      stalledStream([...textChunks(), finishChunk(), '[DONE]']),
    );
    await ask(true);
    const startedAt = performance.now();
    expect((await ask(true)).events.at(-1)).toBe('[DONE]');
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(service.ledgerRows()).toMatchObject([{}, { outcome: 'ok', usageSource: 'estimated' }]);
  });

  it('is read in the choice of an answer in one piece', async () => {
    service.runpod.script(json(200, { ...completion(TEXT), choices: [{ ...completion(TEXT).choices[0], usage }] }));
    await ask(false);
    expect(service.ledgerRows()).toMatchObject([BILLED]);
  });

  it.each<[string, object]>([
    ['in the choice, beside zeros', { usage: zeros, choices: [{ ...completion(TEXT).choices[0], usage }] }],
    ['in a place of Groq', { x_groq: { usage } }],
  ])('is read %s of an answer in one piece', async (_, more) => {
    service.runpod.script(json(200, { ...completion(TEXT), ...more }));
    await ask(false);
    expect(service.ledgerRows()).toMatchObject([BILLED]);
  });

  it('is that of all choices, where each has its own', async () => {
    const [choice] = completion(TEXT).choices;
    const own = (index: number, completion_tokens: number) => ({
      ...choice,
      index,
      usage: { prompt_tokens: 100, completion_tokens },
    });
    service.runpod.script(json(200, { ...completion(TEXT), choices: [own(0, 4), own(1, 6)] }));
    await service.chat({ model: 'runpod', n: 2 });
    expect(service.ledgerRows()).toMatchObject([BILLED]);
  });
});

function inChoice(one: object, usage: object): object {
  const { choices } = one as { choices: object[] };
  return { ...one, choices: choices.map((choice) => ({ ...choice, usage })) };
}
