import { beforeEach, describe, expect, it } from 'vitest';
import { useEmbeddingService } from '../../support/embedding-service.js';
import { useLlmService } from '../../support/llm-service.js';
import { chunk, completion, failure, finishChunk, json, stream, usageChunk } from '../../support/provider-responses.js';

/** Pico-USD for a token of the prompt and of the answer. */
const PRICES = { price_input: '0.1', price_output: '0.2' };
const USAGE = { prompt_tokens: 20, completion_tokens: 3, total_tokens: 23 };
const NO_WORDS = { prompt_tokens: 20, completion_tokens: 0, total_tokens: 20 };
const ERROR = { error: { message: 'The model crashed', code: 502 } };

describe('An attempt that failed, and whose provider reports what it used,', () => {
  const service = useLlmService({ LLM_PROVIDERS: JSON.stringify([{ name: 'runpod', ...PRICES }]) });

  beforeEach(() => {
    service.reset();
  });

  const whole = (value: object) => json(200, { ...completion(''), ...value });
  const CASES: [
    name: string,
    respond: Parameters<typeof service.runpod.script>[0],
    isStream: boolean,
    usage: object,
  ][] = [
    ['an answer without words', whole({ usage: NO_WORDS }), false, NO_WORDS],
    ['an answer that ended by an error', json(200, { ...completion('Half', {}, 'error'), usage: USAGE }), false, USAGE],
    ['an error beside it', json(200, { ...ERROR, usage: USAGE }), false, USAGE],
    ['an answer without choices', whole({ choices: [], usage: USAGE }), false, USAGE],
    ['an answer in place of a stream', whole({ usage: NO_WORDS }), true, NO_WORDS],
    ['a stream without words', stream([finishChunk(), usageChunk(NO_WORDS), '[DONE]']), true, NO_WORDS],
    ['a stream that ended by an error', stream([usageChunk(USAGE), finishChunk('error'), '[DONE]']), true, USAGE],
    ['an error behind it', stream([chunk({ role: 'assistant' }), usageChunk(USAGE), ERROR]), true, USAGE],
  ];

  it.each(CASES)('costs that: %s', async (_, respond, isStream, usage) => {
    service.runpod.script(respond);
    const { status, headers } = await service.chat({ model: 'cost_optimized', stream: isStream });
    expect([status, headers.get('x-llm-provider')]).toEqual([200, 'cerebras']);
    const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = usage as typeof USAGE;
    expect(service.ledgerRows()[0]).toMatchObject({
      ...{ provider: 'runpod', outcome: 'error', usageSource: 'provider', promptTokens, completionTokens },
      costPicoUsd: BigInt(promptTokens) * 100_000n + BigInt(completionTokens) * 200_000n,
    });
  });

  it.each([
    ['reports nothing', whole({ usage: undefined, choices: [] })],
    ['reports what cannot be', whole({ usage: { prompt_tokens: -1, completion_tokens: 5 }, choices: [] })],
    ['refuses the request, whatever it reports', failure(503, {}, { message: 'busy', usage: USAGE })],
  ])('costs nothing where it %s', async (_, respond) => {
    service.runpod.script(respond);
    await service.chat({ model: 'cost_optimized' });
    expect(service.ledgerRows()[0]).toMatchObject({ provider: 'runpod', usageSource: 'none', costPicoUsd: 0n });
  });
});

describe('Embeddings that came without a vector for each input', () => {
  const { cheap, rows, embed } = useEmbeddingService();

  it('are paid for as their provider reports', async () => {
    cheap.script(json(200, { object: 'list', data: [], model: 'm', usage: { prompt_tokens: 9, total_tokens: 9 } }));
    const { headers } = await embed({ model: 'small', input: 'a' });
    expect(headers.get('x-llm-provider')).toBe('dear');
    expect(rows()[0]).toMatchObject({ provider: 'cheap', outcome: 'error', promptTokens: 9, costPicoUsd: 180_000n });
  });
});
