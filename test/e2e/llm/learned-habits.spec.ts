import { beforeEach, describe, expect, it } from 'vitest';
import { breakersOf, MESSAGES, textOf, useLlmService } from '../../support/llm-service.js';
import type { ChatBody, ScriptedResponse } from '../../support/provider-double.js';
import { failure, goodAnswer, json, strict, TEXT } from '../../support/provider-responses.js';

const service = useLlmService();
/** Without tools it is not sent at all. */
const PARALLEL = { tools: [{ type: 'function', function: { name: 'f' } }], parallel_tool_calls: true };

beforeEach(() => {
  service.reset();
});

const has = (body: ChatBody, field: string) => body[field] !== undefined || body.messages.some((one) => field in one);

const openai = (field: string) =>
  failure(400, {}, { message: `Unsupported parameter: '${field}'`, param: field, code: 'unsupported_parameter' });
const cerebras = (path: string) =>
  json(400, {
    ...{ message: `${path}: property '${path}' is unsupported`, type: 'invalid_request_error' },
    ...{ param: 'validation_error', code: 'wrong_api_format' },
  });
const mistral = (...loc: string[]) =>
  json(422, {
    ...{ object: 'error', type: 'invalid_request_error', param: null, code: null },
    message: { detail: [{ type: 'extra_forbidden', loc: ['body', ...loc], msg: 'Extra inputs are not permitted' }] },
  });

const litellm = (...fields: string[]) =>
  failure(
    400,
    {},
    {
      message: `litellm.UnsupportedParamsError: x does not support parameters: [${fields.map((one) => `'${one}'`).join(', ')}], for model=m.`,
    },
  );
const openrouter = (field: string) => {
  const detail = [{ type: 'extra_forbidden', loc: ['body', field], msg: 'Extra inputs are not permitted' }];
  return failure(400, {}, { message: 'Provider returned error', metadata: { raw: JSON.stringify({ detail }) } });
};
const azure = (field: string) =>
  failure(400, {}, { message: `1 validation error for Request\nbody -> ${field}\n  extra fields not permitted` });

const thinking = [...MESSAGES, { role: 'assistant', content: 'a', reasoning_content: 'b' }, ...MESSAGES];

/** What is refused, how, the request, and what is shown of it. */
const ROWS: [name: string, field: string, refusal: ScriptedResponse, request: object, learned: object][] = [
  ['max_tokens', 'max_tokens', openai('max_tokens'), { max_tokens: 7 }, { habit: 'tokens_field' }],
  ['our own max_tokens', 'max_tokens', openai('max_tokens'), {}, { value: 'max_completion_tokens' }],
  [
    'max_completion_tokens',
    'max_completion_tokens',
    mistral('max_completion_tokens'),
    { max_completion_tokens: 7 },
    { habit: 'tokens_field', value: 'max_tokens' },
  ],
  ['store', 'store', openai('store'), { store: false }, { habit: 'drop_fields', value: 'store' }],
  ['metadata', 'metadata', cerebras('body.metadata'), { metadata: { a: 'b' } }, { value: 'metadata' }],
  ['parallel_tool_calls', 'parallel_tool_calls', mistral('parallel_tool_calls'), PARALLEL, {}],
  ['a field in a list', 'parallel_tool_calls', litellm('parallel_tool_calls'), PARALLEL, {}],
  ['a field that another gateway quotes', 'store', openrouter('store'), { store: true }, { value: 'store' }],
  ['a field at the end of arrows', 'user', azure('user'), { user: 'u' }, { value: 'user' }],
  [
    'one of two that exclude each other',
    'top_p',
    failure(400, {}, { message: '`temperature` and `top_p` cannot both be specified for this model.' }),
    { temperature: 0.5, top_p: 0.9 },
    { value: 'top_p' },
  ],
  [
    'thinking in messages',
    'reasoning_content',
    cerebras('messages.1.assistant.reasoning_content'),
    { messages: thinking },
    { habit: 'drop_fields', value: 'reasoning_content' },
  ],
];

describe.each([false, true])('What a provider refuses (stream: %s)', (stream) => {
  it.each(ROWS)('%s is left out at once and from then on', async (_, field, refusal, request, learned) => {
    service.runpod.script(strict((body) => (has(body, field) ? refusal : undefined)));
    for (let round = 0; round < 3; round++) {
      const reply = await service.chat({ model: 'cost_optimized', stream, ...request });
      expect(reply.headers.get('x-llm-provider')).toBe('runpod');
      expect(reply.headers.get('x-llm-fallback-reason')).toBeNull();
      expect(stream ? textOf(reply) : reply.text).toContain(TEXT);
    }
    expect(service.runpod.requests).toHaveLength(4);
    expect(service.ledgerRows().map(({ errorClass }) => errorClass)).toEqual(['unsupported', null, null, null]);
    expect(service.cerebras.requests).toHaveLength(0);
    const { data } = (await service.http.get('/api/v1/llm/providers')).body as { data: object[] };
    const at = { model: 'meta-llama/Llama-3.1-8B-Instruct', learned_at: expect.any(String) };
    expect(data).toContainEqual(
      expect.objectContaining({
        name: 'runpod',
        error_rate: 0,
        learned: [expect.objectContaining({ ...at, ...learned })],
      }),
    );
  });

  it('field by field is left out, up to a bound, and then the next provider is asked', async () => {
    const fields = ['store', 'metadata', 'user', 'seed', 'service_tier', 'max_tokens'];
    service.runpod.script(
      strict((body) => {
        const field = fields.find((one) => has(body, one));
        return field === undefined ? undefined : cerebras(`body.${field}`);
      }),
    );
    const request = { store: true, metadata: {}, user: 'u', seed: 1, service_tier: 'auto' };
    const { headers } = await service.chat({ model: 'cost_optimized', stream, ...request });
    expect(headers.get('x-llm-provider')).toBe('runpod');
    service.reset();
    const endless = failure(400, {}, { message: 'n is not supported; seed is not supported' });
    service.runpod.script(endless);
    const next = await service.chat({ model: 'cost_optimized', stream, seed: 1, n: 1 });
    expect(next.headers.get('x-llm-provider')).toBe('cerebras');
    expect(service.runpod.requests).toHaveLength(2);
    expect(await breakersOf(service)).toMatchObject({ runpod: 'closed' });
  });

  it('is kept apart for each model', async () => {
    service.runpod.script(
      strict((body) => (body.model === 'strict' && has(body, 'seed') ? openai('seed') : undefined)),
    );
    for (const model of ['runpod/strict', 'runpod/strict', 'runpod']) await service.chat({ model, stream, seed: 5 });
    expect(service.runpod.requests.map(({ body }) => body.seed)).toEqual([5, undefined, undefined, 5]);
  });

  it('a value that is out of range is the caller’s, and teaches nothing', async () => {
    const message = "Invalid 'temperature': decimal above maximum value. Expected a value <= 1.";
    service.runpod.script(failure(400, {}, { message, param: 'temperature', code: 'decimal_above_max_value' }));
    expect((await service.chat({ model: 'runpod', stream, temperature: 2 })).status).toBe(400);
    await service.chat({ model: 'runpod', stream, temperature: 1 });
    expect(service.runpod.requests.map(({ body }) => body.temperature)).toEqual([2, 1]);
  });
});

describe.each([false, true])('A limit of the answer that is ours (stream: %s)', (stream) => {
  const limited =
    (limit: number): ScriptedResponse =>
    (call) => {
      const { max_tokens = 0 } = call.body as { max_tokens?: number };
      const message = `max_tokens: ${max_tokens} > ${limit}, which is the maximum allowed number of output tokens for x`;
      return (max_tokens > limit ? failure(400, {}, { type: 'invalid_request_error', message }) : goodAnswer())(call);
    };

  it('is made smaller at once and from then on, and is not blamed on the prompt', async () => {
    service.runpod.script(limited(100));
    for (let round = 0; round < 2; round++) expect((await service.chat({ model: 'runpod', stream })).status).toBe(200);
    expect(service.runpod.requests.map(({ body }) => body.max_tokens)).toEqual([1_024, 100, 100]);
  });

  it('is the caller’s to mend where the caller set it', async () => {
    service.runpod.script(limited(100));
    const { status, text } = await service.chat({ model: 'runpod', stream, max_tokens: 500 });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'LLM_REQUEST_REFUSED', param: 'max_tokens' } });
  });
});

describe('stream_options that are refused', () => {
  it('are not sent again, and tokens are counted here', async () => {
    const answer = goodAnswer(TEXT, { usage: null });
    service.runpod.script(
      strict((body) => (has(body, 'stream_options') ? mistral('stream_options', 'include_usage') : undefined), answer),
    );
    for (let round = 0; round < 2; round++) {
      const reply = await service.chat({ model: 'runpod', stream: true, stream_options: { include_usage: true } });
      expect([textOf(reply), reply.events.at(-1)]).toEqual([TEXT, '[DONE]']);
    }
    expect(service.runpod.requests).toHaveLength(3);
    expect(service.ledgerRows().at(-1)).toMatchObject({ outcome: 'ok', usageSource: 'estimated', completionTokens: 5 });
  });
});

describe('Structured output that a provider does not have', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'number' } },
    required: ['a'],
    additionalProperties: false,
  };
  const response_format = { type: 'json_schema', json_schema: { name: 'x', schema, strict: true } };
  const deepseek = failure(400, {}, { message: 'This response_format type is unavailable now' });

  it.each<[string, string[], unknown]>([
    ['json_object', ['json_schema'], { type: 'json_object' }],
    ['the prompt', ['json_schema', 'json_object'], undefined],
  ])('is asked for by %s, with its schema in the prompt, and checked', async (_, refused, format) => {
    const answers = [goodAnswer({ a: 1 }), goodAnswer({ b: 1 })];
    service.runpod.script(
      strict((body) => {
        const { type } = (body.response_format ?? {}) as { type?: string };
        return type !== undefined && refused.includes(type) ? deepseek : answers[0];
      }),
    );
    service.cerebras.script(goodAnswer({ a: 2 }));
    const good = await service.chat({ model: 'cost_optimized', response_format });
    expect([good.status, good.headers.get('x-llm-provider')]).toEqual([200, 'runpod']);
    const { body } = service.runpod.requests.at(-1)!;
    expect(body.response_format).toEqual(format);
    expect(body.messages[0]).toMatchObject({
      role: 'system',
      content: expect.stringContaining(JSON.stringify(schema)),
    });
    answers.shift();
    const wrong = await service.chat({ model: 'cost_optimized', response_format });
    expect([wrong.status, wrong.headers.get('x-llm-provider')]).toEqual([200, 'cerebras']);
  });
});
