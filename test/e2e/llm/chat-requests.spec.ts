import { beforeEach, describe, expect, it } from 'vitest';
import {
  goodAnswer,
  completion,
  json,
  TEXT,
  USAGE,
  usageChunk,
  finishChunk,
  stream,
  textChunks,
} from '../../support/provider-responses.js';
import { MESSAGES, textOf, useLlmService } from '../../support/llm-service.js';

const RUNPOD_MODEL = 'meta-llama/Llama-3.1-8B-Instruct';

const service = useLlmService();

beforeEach(() => {
  service.reset();
});

describe('A chat request', () => {
  const parameters = {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'Weather?' }], name: 'Dana' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'w', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'rain' },
    ],
    tools: [{ type: 'function', function: { name: 'w', parameters: { type: 'object', properties: {} } } }],
    tool_choice: { type: 'function', function: { name: 'w' } },
    response_format: { type: 'json_object' },
    seed: -7,
    stop: ['\n', 'END'],
    n: 1,
    temperature: 0.25,
    top_p: 0.5,
    logit_bias: { 50256: -100 },
    metadata: { unknown: [null, { deep: true }] },
    top_k: 40,
  };

  it.each([false, true])('passes through unchanged (stream: %s)', async (isStream) => {
    service.runpod.script(goodAnswer('{}'));
    const { status } = await service.chat({ ...parameters, model: 'cost_optimized', stream: isStream });
    expect(status).toBe(200);
    const [sent] = service.runpod.requests;
    expect(sent?.body).toEqual({
      ...parameters,
      stream: isStream,
      model: RUNPOD_MODEL,
      max_tokens: expect.any(Number),
      ...(isStream ? { stream_options: { include_usage: true } } : {}),
    });
    expect(sent?.path).toBe('/v2/endpoint1/openai/v1/chat/completions');
    expect(sent?.headers.authorization).toBe('Bearer key-of-runpod');
  });

  it('comes back as the provider sent it', async () => {
    const answer = {
      ...completion(null, { tool_calls: [{ id: 'c1' }], extra: 1 }, 'tool_calls'),
      usage: USAGE,
      own: [1],
    };
    service.runpod.script(json(200, answer));
    expect((await service.chat({ model: 'runpod' })).body).toEqual(answer);
  });

  it('has a limit of tokens, the caller’s own where there is one', async () => {
    for (const limit of [{}, { max_tokens: null }, { max_tokens: 7 }, { max_completion_tokens: 9 }]) {
      await service.chat({ model: 'runpod', ...limit });
    }
    const limits = service.runpod.requests.map(({ body }) => [body.max_tokens, body.max_completion_tokens]);
    expect(limits).toEqual([
      [expect.any(Number), undefined],
      [expect.any(Number), undefined],
      [7, undefined],
      [undefined, 9],
    ]);
    for (const [limit] of limits.slice(0, 2)) expect(limit).toBeGreaterThan(16);
  });

  it('is paid for as the provider counts, the cached tokens apart', async () => {
    const usage = { prompt_tokens: 1_000, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 400 } };
    service.cerebras.script(goodAnswer(TEXT, { usage }));
    const { headers } = await service.chat({ model: 'cerebras' });
    expect(service.ledgerRows()).toMatchObject([
      {
        promptTokens: 1_000,
        cachedTokens: 400,
        completionTokens: 10,
        usageSource: 'provider',
        costPicoUsd: 357_500_000n,
      },
    ]);
    expect(headers.get('x-llm-cost-usd')).toBe('0.0003575');
  });

  it.each([false, true])('is counted here where the provider does not count (stream: %s)', async (isStream) => {
    service.cerebras.script(goodAnswer(TEXT, { usage: null }));
    expect((await service.chat({ model: 'cerebras', stream: isStream })).status).toBe(200);
    const [call] = service.ledgerRows();
    expect(call).toMatchObject({ usageSource: 'estimated', outcome: 'ok', completionTokens: 5 });
    expect(call?.promptTokens).toBeGreaterThan(3);
    expect(call?.costPicoUsd).toBe(BigInt(call!.promptTokens) * 350_000n + 5n * 750_000n);
  });

  it('is counted here also where it is calls of tools, or more than one choice', async () => {
    const tool_calls = [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Ghent"}' } }];
    const { choices, ...rest } = completion(TEXT);
    service.runpod.script(
      json(200, completion(null, { tool_calls }, 'tool_calls')),
      json(200, { ...rest, choices: [...choices, ...choices] }),
    );
    await service.chat({ model: 'runpod' });
    await service.chat({ model: 'runpod', n: 2 });
    const [tools, both] = service.ledgerRows();
    expect(tools?.completionTokens).toBeGreaterThan(4);
    expect(both?.completionTokens).toBeGreaterThanOrEqual(10);
  });
});

describe('usage in a stream', () => {
  it('is always requested, and passed on only to callers that requested it', async () => {
    const silent = await service.chat({ model: 'runpod', stream: true });
    const withUsage = await service.chat({
      model: 'runpod',
      stream: true,
      stream_options: { include_usage: true, own: 1 },
    });
    const options = service.runpod.requests.map(({ body }) => body.stream_options);
    expect(options).toEqual([{ include_usage: true }, { include_usage: true, own: 1 }]);
    expect(silent.text).not.toContain('prompt_tokens');
    expect(JSON.parse(withUsage.events.at(-2)!)).toMatchObject({ choices: [], usage: USAGE });
    for (const reply of [silent, withUsage]) expect([textOf(reply), reply.events.at(-1)]).toEqual([TEXT, '[DONE]']);
    expect(service.ledgerRows().map(({ usageSource, completionTokens }) => [usageSource, completionTokens])).toEqual([
      ['provider', 10],
      ['provider', 10],
    ]);
  });

  it('is taken from a chunk that has choices too, and nothing else of that chunk is lost', async () => {
    service.runpod.script(stream([...textChunks(), finishChunk('stop', { usage: USAGE }), '[DONE]']));
    const reply = await service.chat({ model: 'runpod', stream: true });
    expect(reply.text).not.toContain('prompt_tokens');
    expect(reply.text).toContain('"finish_reason":"stop"');
    expect(service.ledgerRows()).toMatchObject([{ usageSource: 'provider', promptTokens: 20, completionTokens: 10 }]);
  });

  it('is taken from the last chunk that has it', async () => {
    const growing = textChunks().map((one, index) => ({
      ...one,
      usage: { prompt_tokens: 20, completion_tokens: index },
    }));
    service.runpod.script(stream([...growing, finishChunk(), usageChunk(), '[DONE]']));
    const reply = await service.chat({ model: 'runpod', stream: true });
    expect(reply.text).not.toContain('prompt_tokens');
    expect(service.ledgerRows()).toMatchObject([{ usageSource: 'provider', completionTokens: 10 }]);
  });

  it('that makes no sense is neither believed nor passed on', async () => {
    service.runpod.script(
      stream([...textChunks(), finishChunk(), usageChunk({ prompt_tokens: -1, completion_tokens: 'x' }), '[DONE]']),
    );
    const reply = await service.chat({ model: 'runpod', stream: true });
    expect(reply.text).not.toContain('prompt_tokens');
    expect(service.ledgerRows()).toMatchObject([{ usageSource: 'estimated', completionTokens: 5 }]);
  });
});

describe('the model', () => {
  it.each([
    ['cost_optimized', 'runpod', 'cost_optimized'],
    ['quality_optimized', 'cerebras', 'quality_optimized'],
    ['latency_optimized', 'cerebras', 'latency_optimized'],
    ['runpod', 'runpod', 'balanced'],
    ['cerebras', 'cerebras', 'balanced'],
    [`runpod/${RUNPOD_MODEL}`, 'runpod', 'balanced'],
    ['cerebras/gpt-oss-120b', 'cerebras', 'balanced'],
  ])('%s is answered by %s', async (model, provider, strategy) => {
    const { status, headers, body } = await service.chat({ model });
    expect(status).toBe(200);
    expect(headers.get('x-llm-provider')).toBe(provider);
    expect(headers.get('x-llm-strategy')).toBe(strategy);
    expect(headers.get('x-llm-attempts')).toBe('1');
    expect(headers.get('x-llm-fallback-reason')).toBeNull();
    expect(headers.get('x-request-id')).toBe(service.ledgerRows()[0]?.requestId);
    expect(headers.get('x-llm-model')).toBe((body as { model: string }).model);
    expect(service.ledgerRows()[0]).toMatchObject({ provider, strategy, operation: 'chat', attempt: 1 });
  });

  it.each(['auto', 'balanced', undefined])('%s splits any five calls in a row 4 : 1', async (model) => {
    for (let call = 0; call < 15; call++)
      await service.chat({ ...(model === undefined ? {} : { model }), messages: MESSAGES });
    const called = service.ledgerRows().map(({ provider }) => provider);
    for (let start = 0; start + 5 <= called.length; start++) {
      expect(called.slice(start, start + 5).filter((name) => name === 'cerebras')).toHaveLength(1);
    }
  });

  it.each([
    'gpt-4',
    'openai/gpt-4',
    '/',
    'runpod/',
    '/x',
    'AUTO',
    'runpod/two words',
    'runpod/mo\ndel',
    'cerebras/mödel',
    `runpod/${'x'.repeat(201)}`,
  ])('%j is unknown, and no provider is called', async (model) => {
    for (const isStream of [false, true]) {
      const { status, body } = await service.chat({ model, stream: isStream });
      expect(body).toMatchObject({ error: { type: 'not_found_error', code: 'LLM_MODEL_NOT_FOUND', param: 'model' } });
      expect(status).toBe(404);
    }
    expect(service.runpod.requests.length + service.cerebras.requests.length).toBe(0);
  });

  it('that a provider reports with characters no header can hold is replaced by the requested one', async () => {
    service.runpod.script(json(200, { ...completion(TEXT), model: 'mödel\n', usage: USAGE }));
    const { status, headers } = await service.chat({ model: 'runpod' });
    expect([status, headers.get('x-llm-model')]).toEqual([200, RUNPOD_MODEL]);
  });
});
