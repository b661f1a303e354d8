import { beforeEach, describe, expect, it } from 'vitest';
import { bearing, issueKey } from '../../support/callers.js';
import { breakersOf, MESSAGES, textOf, useLlmService } from '../../support/llm-service.js';
import type { ChatBody, ScriptedResponse } from '../../support/provider-double.js';
import { failure, goodAnswer, json, TEXT } from '../../support/provider-responses.js';

const service = useLlmService();

beforeEach(() => {
  service.reset();
});

/** Refuses what `finds` a fault in, and answers all else. */
const strict =
  (finds: (body: ChatBody) => ScriptedResponse | undefined, answer = goodAnswer()): ScriptedResponse =>
  (call) =>
    (finds(call.body) ?? answer)(call);
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
  ['parallel_tool_calls', 'parallel_tool_calls', mistral('parallel_tool_calls'), { parallel_tool_calls: true }, {}],
  ['a field in a list', 'parallel_tool_calls', litellm('parallel_tool_calls'), { parallel_tool_calls: true }, {}],
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

const LONG = [{ role: 'user', content: 'word '.repeat(1_200) }];

describe('A window that is smaller than was configured', () => {
  const told = failure(
    400,
    {},
    {
      message: "This model's maximum context length is 512 tokens. However, your messages resulted in 700 tokens.",
    },
  );
  const untold = failure(400, {}, { message: 'Input is too long for requested model.' });

  describe.each([
    ['named', told],
    ['not named', untold],
  ])('and is %s by the provider', (_, refusal) => {
    it.each([false, true])('is learned: such prompts go elsewhere from then on (stream: %s)', async (stream) => {
      service.runpod.script(strict((body) => (JSON.stringify(body.messages).length > 2_000 ? refusal : undefined)));
      const long = [{ role: 'user', content: 'word '.repeat(2_000) }];
      const first = await service.chat({ model: 'cost_optimized', stream, messages: LONG, max_tokens: 50 });
      const second = await service.chat({ model: 'cost_optimized', stream, messages: long, max_tokens: 50 });
      const short = await service.chat({ model: 'cost_optimized', stream, max_tokens: 50 });
      const providers = [first, second, short].map(({ headers }) => headers.get('x-llm-provider'));
      expect(providers).toEqual(['cerebras', 'cerebras', 'runpod']);
      expect(service.runpod.requests).toHaveLength(2);
      expect(await breakersOf(service)).toMatchObject({ runpod: 'closed' });
    });
  });

  it('is shown, and named to the caller where no other is larger', async () => {
    for (const provider of [service.runpod, service.cerebras]) provider.script(told);
    const { status, body } = await service.chat({ model: 'cost_optimized', messages: LONG, max_tokens: 50 });
    const message = 'The prompt exceeds the maximum context length, 512 tokens';
    expect([status, body]).toMatchObject([400, { error: { code: 'LLM_CONTEXT_LENGTH_EXCEEDED', message } }]);
    const { data } = (await service.http.get('/api/v1/llm/providers')).body as { data: object[] };
    expect(data).toMatchObject([{ context_window: 512 }, { context_window: 512 }]);
  });

  it.each([false, true])(
    'is not the prompt’s fault where max_tokens alone is too large (stream: %s)',
    async (stream) => {
      const message =
        "'max_tokens' is too large: 20000. This model's maximum context length is 8192 tokens and your request has 20 input tokens. Please shorten the prompt.";
      service.runpod.script(failure(400, {}, { message }));
      const elsewhere = await service.chat({ model: 'cost_optimized', stream, max_tokens: 20_000 });
      expect(elsewhere.headers.get('x-llm-provider')).toBe('cerebras');
      service.cerebras.script(failure(400, {}, { message }));
      const { status, body } = await service.chat({ model: 'cost_optimized', stream, max_tokens: 20_000 });
      expect([status, body]).toMatchObject([400, { error: { code: 'LLM_REQUEST_REFUSED', param: 'max_tokens' } }]);
      const { error } = body as { error: { message: string } };
      expect(error.message).toContain('max_tokens does not fit the context window of 8192 tokens');
      expect(error.message).not.toMatch(/prompt/i);
    },
  );

  it('leaves room for the prompt where the caller set no limit', async () => {
    const message =
      "This model's maximum context length is 1024 tokens. However, you requested 1032 tokens (8 in the messages, 1024 in the completion).";
    service.runpod.script(
      strict((body) => (Number(body.max_tokens) > 1_000 ? failure(400, {}, { message }) : undefined)),
    );
    const { headers } = await service.chat({ model: 'cost_optimized' });
    expect(headers.get('x-llm-provider')).toBe('runpod');
    expect(service.runpod.requests.map(({ body }) => body.max_tokens)).toEqual([1_024, 256]);
  });
});

describe('A caller who makes a provider repeat its words', () => {
  const several = useLlmService();
  const echoing = strict(({ user }) => {
    const text = typeof user === 'string' && user.includes(' ') ? user : undefined;
    return text === undefined ? undefined : failure(400, {}, { message: `Invalid value for user: ${text}` });
  });

  it.each([
    ['a field', "property 'user' is unsupported", 'drop_fields'],
    ['a small window', 'this model has a maximum context length of 300 tokens', 'context_window'],
  ])('teaches nothing about %s to others', async (_, user, habit) => {
    const [attacker, victim] = [await issueKey(several), await issueKey(several)];
    several.runpod.script(echoing);
    await several.chat({ model: 'cost_optimized', user, messages: LONG }, bearing(attacker));
    several.runpod.script(echoing);
    const request = { model: 'cost_optimized', user: 'u-1', messages: LONG };
    const { headers } = await several.chat(request, bearing(victim));
    expect([headers.get('x-llm-provider'), headers.get('x-llm-attempts')]).toEqual(['runpod', '1']);
    expect(several.runpod.requests[0]?.body.user).toBe('u-1');
    const learned = async (holder: typeof victim) => {
      const { body } = await several.http.get('/api/v1/llm/providers').set(bearing(holder));
      return JSON.stringify(body.data);
    };
    expect(await learned(attacker)).toContain(`"habit":"${habit}"`);
    expect(await learned(victim)).not.toContain(`"habit":"${habit}"`);
  });
});
