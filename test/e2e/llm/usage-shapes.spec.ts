import { beforeEach, describe, expect, it } from 'vitest';
import { chunk, completion, finishChunk, json, stream, TEXT, textChunks } from '../../support/provider-responses.js';
import { textOf, useLlmService } from '../../support/llm-service.js';

/** Prices that tell each kind of token apart: pico-USD for a token of prompt, cache and answer. */
const PRICES = { price_input: '1', price_cached_input: '0.1', price_output: '10' };
const service = useLlmService({ LLM_PROVIDERS: JSON.stringify([{ name: 'runpod', ...PRICES }]) });

beforeEach(() => {
  service.reset();
});

type Counts = [prompt: number, cached: number, completion: number];

/** What a provider reports, and what is billed. */
const SHAPES: [name: string, usage: object, counts: Counts][] = [
  ['OpenAI', { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 }, [100, 0, 10]],
  [
    'OpenAI, cached and thinking',
    {
      ...{ prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 },
      ...{ prompt_tokens_details: { cached_tokens: 60 }, completion_tokens_details: { reasoning_tokens: 40 } },
    },
    [100, 60, 50],
  ],
  [
    'xAI, thinking apart',
    {
      ...{ prompt_tokens: 100, completion_tokens: 10, total_tokens: 150 },
      ...{ completion_tokens_details: { reasoning_tokens: 40 } },
    },
    [100, 0, 50],
  ],
  [
    'Gemini, thinking in the sum alone',
    { prompt_tokens: 100, completion_tokens: 10, total_tokens: 400 },
    [100, 0, 300],
  ],
  [
    'thinking apart without a sum',
    { prompt_tokens: 100, completion_tokens: 10, completion_tokens_details: { reasoning_tokens: 40 } },
    [100, 0, 50],
  ],
  [
    'DeepSeek',
    {
      ...{ prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
      ...{ prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 },
    },
    [100, 64, 10],
  ],
  ['Moonshot', { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110, cached_tokens: 64 }, [100, 64, 10]],
  [
    'Anthropic in the words of OpenAI',
    { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110, cache_read_input_tokens: 64 },
    [100, 64, 10],
  ],
  [
    'Anthropic, cached apart by the sum',
    { prompt_tokens: 100, completion_tokens: 10, total_tokens: 174, cache_read_input_tokens: 64 },
    [164, 64, 10],
  ],
  [
    'Anthropic, cached apart since it is more',
    { prompt_tokens: 5, completion_tokens: 10, total_tokens: 15, cache_read_input_tokens: 64 },
    [69, 64, 10],
  ],
  [
    'Anthropic itself',
    { input_tokens: 100, output_tokens: 10, cache_read_input_tokens: 64, cache_creation_input_tokens: 16 },
    [180, 64, 10],
  ],
  [
    'OpenAI Responses',
    { input_tokens: 100, output_tokens: 10, total_tokens: 110, input_tokens_details: { cached_tokens: 64 } },
    [100, 64, 10],
  ],
  [
    'vLLM, cached at the top',
    { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110, num_cached_tokens: 64 },
    [100, 64, 10],
  ],
  [
    'cached in details of another name',
    { prompt_tokens: 100, completion_tokens: 10, prompt_token_details: { cached_tokens: 64 } },
    [100, 64, 10],
  ],
  ['thinking at the top', { prompt_tokens: 100, completion_tokens: 10, reasoning_tokens: 40 }, [100, 0, 50]],
  [
    'thinking at the top that the sum leaves out',
    { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110, reasoning_tokens: 40 },
    [100, 0, 10],
  ],
  ['a sum and the prompt', { prompt_tokens: 100, completion_tokens: null, total_tokens: 110 }, [100, 0, 10]],
  ['a sum and the answer', { prompt_tokens: null, completion_tokens: 10, total_tokens: 110 }, [100, 0, 10]],
  ['the AI SDK', { promptTokens: 100, completionTokens: 10, totalTokens: 110 }, [100, 0, 10]],
  ['Bedrock', { inputTokens: 100, outputTokens: 10, totalTokens: 174, cacheReadInputTokens: 64 }, [164, 64, 10]],
  [
    'Gemini itself',
    {
      ...{ promptTokenCount: 100, candidatesTokenCount: 10, thoughtsTokenCount: 40, totalTokenCount: 150 },
      cachedContentTokenCount: 64,
    },
    [100, 64, 50],
  ],
  ['Ollama itself', { prompt_eval_count: 100, eval_count: 10 }, [100, 0, 10]],
  ['a list of one', [{ prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 }], [100, 0, 10]],
  [
    'a list with a report for each choice',
    [
      { prompt_tokens: 100, completion_tokens: 4 },
      { prompt_tokens: 100, completion_tokens: 6 },
    ],
    [100, 0, 10],
  ],
  ['counts as texts', { prompt_tokens: '100', completion_tokens: '10', total_tokens: '110' }, [100, 0, 10]],
  ['no sum', { prompt_tokens: 100, completion_tokens: 10 }, [100, 0, 10]],
  ['an absurd sum', { prompt_tokens: 100, completion_tokens: 10, total_tokens: 1e30 }, [100, 0, 10]],
  ['a negative sum', { prompt_tokens: 100, completion_tokens: 10, total_tokens: -5 }, [100, 0, 10]],
  ['a sum that is too small', { prompt_tokens: 100, completion_tokens: 10, total_tokens: 50 }, [100, 0, 10]],
  [
    'more cached than there is',
    { prompt_tokens: 100, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 900 } },
    [100, 100, 10],
  ],
  [
    'absurd cached counts',
    { prompt_tokens: 100, completion_tokens: 10, cached_tokens: -1, prompt_tokens_details: { cached_tokens: 1.5 } },
    [100, 0, 10],
  ],
  ['details that are none', { prompt_tokens: 100, completion_tokens: 10, prompt_tokens_details: null }, [100, 0, 10]],
];

/** What cannot be true of an answer with words. */
const ABSURD: [name: string, usage: unknown][] = [
  ['none', undefined],
  ['null', null],
  ['a text', 'many'],
  ['nothing', {}],
  ['zeros', { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
  ['no tokens of an answer', { prompt_tokens: 100, completion_tokens: 0, total_tokens: 100 }],
  ['no tokens of a prompt', { prompt_tokens: 0, completion_tokens: 10, total_tokens: 10 }],
  ['negative counts', { prompt_tokens: -100, completion_tokens: 10 }],
  ['fractions', { prompt_tokens: 100, completion_tokens: 1.5 }],
  ['1e30', { prompt_tokens: 1e30, completion_tokens: 10 }],
  ['more than an integer holds', { prompt_tokens: 100, completion_tokens: 4_000_000_000 }],
  ['words', { prompt_tokens: 'a hundred', completion_tokens: '1e3' }],
  ['an empty list', []],
  ['a list in a list', [[{ prompt_tokens: 100, completion_tokens: 10 }]]],
  ['lists', { prompt_tokens: [100], completion_tokens: [10] }],
  ['booleans', { prompt_tokens: true, completion_tokens: true }],
];

/** What of that is not even a report: clients refuse it, or add it up. */
const UNREADABLE = ABSURD.filter(
  ([name]) => !['none', 'null', 'zeros'].includes(name) && !name.startsWith('no tokens'),
);

const ask = (isStream: boolean) => service.chat({ model: 'runpod', stream: isStream });
const billed = ([prompt, cached, completion]: Counts) => ({
  ...{ promptTokens: prompt, cachedTokens: cached, completionTokens: completion, usageSource: 'provider' },
  costPicoUsd: BigInt(prompt - cached) * 1_000_000n + BigInt(cached) * 100_000n + BigInt(completion) * 10_000_000n,
});
const whole = (usage: unknown) => json(200, { ...completion(TEXT), usage });
const streamed = (usage: unknown) =>
  stream([...textChunks(), finishChunk(), { ...chunk({}), choices: [], usage }, '[DONE]']);

describe.each(SHAPES)('usage in the shape of %s is billed exactly', (_, usage, counts) => {
  it('for an answer in one piece', async () => {
    service.runpod.script(whole(usage));
    expect((await ask(false)).status).toBe(200);
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok', ...billed(counts) }]);
  });

  it('for a stream', async () => {
    service.runpod.script(streamed(usage));
    expect(textOf(await ask(true))).toBe(TEXT);
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok', ...billed(counts) }]);
  });
});

describe.each(ABSURD)('usage that is %s', (_, usage) => {
  it.each([false, true])('is counted by us, and marked', async (isStream) => {
    service.runpod.script(isStream ? streamed(usage) : whole(usage));
    expect((await ask(isStream)).status).toBe(200);
    const [row] = service.ledgerRows();
    expect(row).toMatchObject({ outcome: 'ok', usageSource: 'estimated', cachedTokens: 0 });
    expect(row!.promptTokens).toBeGreaterThan(0);
    expect(row!.promptTokens).toBeLessThan(50);
    expect(row!.completionTokens).toBeGreaterThan(0);
    expect(row!.completionTokens).toBeLessThan(50);
  });
});

describe.each(UNREADABLE)('usage that is %s is not passed on', (_, usage) => {
  it('in an answer in one piece', async () => {
    service.runpod.script(whole(usage));
    expect((await ask(false)).body).not.toHaveProperty('usage');
  });

  it('in a stream whose caller requested it', async () => {
    service.runpod.script(streamed(usage));
    const reply = await service.chat({ model: 'runpod', stream: true, stream_options: { include_usage: true } });
    expect([textOf(reply), reply.events.at(-1)]).toEqual([TEXT, '[DONE]']);
    expect(reply.text).not.toContain('usage');
  });
});

describe('metrics of Bedrock in place of usage', () => {
  const metrics = { inputTokenCount: 100, outputTokenCount: 10, cacheReadInputTokenCount: 64, invocationLatency: 9 };
  const beside = { 'amazon-bedrock-invocationMetrics': metrics };

  it('are billed for an answer in one piece', async () => {
    service.runpod.script(json(200, { ...completion(TEXT), usage: undefined, ...beside }));
    expect((await ask(false)).body).toMatchObject({ usage: { prompt_tokens: 164, completion_tokens: 10 } });
    expect(service.ledgerRows()).toMatchObject([billed([164, 64, 10])]);
  });

  it('are billed for a stream', async () => {
    service.runpod.script(stream([...textChunks(), { ...finishChunk(), ...beside }, '[DONE]']));
    expect(textOf(await ask(true))).toBe(TEXT);
    expect(service.ledgerRows()).toMatchObject([billed([164, 64, 10])]);
  });
});
