import { describe, expect, it } from 'vitest';
import { busyMs } from '../../../../test/support/thread-time.js';
import type { FailureClass } from './provider-failure.js';
import { errorIn } from './error-body.js';
import { readFailure } from './failure-reader.js';

const error = (more: object) => ({ error: { message: 'x', ...more } });
const tokenQuota = {
  message: 'Tokens per minute limit exceeded - too many tokens processed.',
  type: 'too_many_tokens_error',
  param: 'quota',
  code: 'token_quota_exceeded',
};
const vllmTooLong = "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens";
const vllmTooLongToo = 'The decoder prompt (length 9000) is longer than the maximum model length of 8192.';

describe('what a failure means', () => {
  it('is read where an error has it in place of the name of a parameter', () => {
    const param = 'max_tokens is too large: 9000. This model supports at most 4096 completion tokens';
    const failure = readFailure(400, {}, error({ message: 'Param Incorrect', param, code: '400' }));
    expect([failure.failureClass, failure.facts.upstream?.param]).toEqual(['context_length', null]);
    expect(failure.message).toContain(param);
  });

  it.each<[status: number, body: unknown, failureClass: FailureClass, meant: number]>([
    [401, undefined, 'rejected_key', 401],
    [402, error({}), 'no_credit', 402],
    [403, error({}), 'blocked', 403],
    [404, error({ code: 'model_not_found' }), 'rejected_key', 404],
    [408, '', 'unavailable', 408],
    [409, '', 'unavailable', 409],
    [429, tokenQuota, 'rate_limited', 429],
    [500, '<html>', 'server_error', 500],
    [503, null, 'unavailable', 503],
    [599, null, 'server_error', 599],
    [400, error({ code: 'content_filter' }), 'refused', 400],
    [413, error({}), 'refused', 413],
    [422, { detail: 'x' }, 'refused', 422],
    [302, 'moved', 'unavailable', 502],
  ])('of status %d with %j is %s', (status, body, failureClass, meant) => {
    const failure = readFailure(status, {}, body);
    expect(failure.failureClass).toBe(failureClass);
    expect(failure.facts.status).toBe(meant);
  });

  it.each<[body: unknown, failureClass: FailureClass, meant: number]>([
    [error({ code: 429 }), 'rate_limited', 429],
    [error({ code: '500' }), 'server_error', 500],
    [error({ code: 'overloaded', status: 503 }), 'unavailable', 503],
    [{ error: 'no such model', code: 404 }, 'rejected_key', 404],
    [{ error: 'text', code: 404 }, 'blocked', 404],
    [{ object: 'error', message: 'x', type: 'NotFoundError', code: 404 }, 'rejected_key', 404],
    [JSON.stringify({ object: 'error', message: 'x', code: 400 }), 'refused', 400],
    [JSON.stringify(error({ code: 503 })), 'unavailable', 503],
    [{ error: JSON.stringify({ message: 'x', code: 401 }) }, 'rejected_key', 401],
    [tokenQuota, 'rate_limited', 429],
    [error({ type: 'rate_limit_error' }), 'rate_limited', 429],
    [error({ code: 'invalid_api_key' }), 'rejected_key', 401],
    [error({ type: 'invalid_request_error' }), 'refused', 400],
    [error({ type: 'invalid_request_error', code: 'context_length_exceeded' }), 'context_length', 400],
    [error({ code: 'model_not_found', type: 'not_found_error' }), 'rejected_key', 404],
    [error({ code: 200 }), 'unavailable', 502],
    [error({}), 'unavailable', 502],
    [{ error: 'no workers available' }, 'unavailable', 502],
    ['half a docu', 'malformed', 200],
    [{ choices: [] }, 'malformed', 200],
  ])('of status 200 with %j is %s', (body, failureClass, meant) => {
    const failure = readFailure(200, {}, body);
    expect(failure.failureClass).toBe(failureClass);
    expect(failure.facts.status).toBe(meant);
  });

  it.each<[status: number, body: unknown]>([
    [401, '<html><body>Sign in</body></html>'],
    [403, '\n<!DOCTYPE html><title>Attention Required! | Cloudflare</title>'],
    [403, 'error code: 1020'],
    [403, 'Forbidden'],
    [403, ''],
    [403, { message: 'Forbidden' }],
    [404, '<html>Not Found</html>'],
    [406, '<head><title>Not Acceptable!</title></head>'],
    [400, '<html>400 Bad Request</html>'],
    [429, '<html>One more step</html>'],
    [429, 'error code: 1015'],
    [200, '<html>Checking your browser</html>'],
  ])('of status %d with %j is that of a firewall, or of the content, and not of our key', (status, body) => {
    const { failureClass, facts } = readFailure(status, { 'retry-after': '3600' }, body);
    expect([failureClass, facts.retryAfterMs]).toEqual(['blocked', undefined]);
  });

  it.each<[status: number, body: unknown]>([
    [401, ''],
    [401, 'Unauthorized'],
    [401, { detail: 'Invalid API key' }],
    [403, { detail: 'The API key has no permission' }],
    [404, '404 page not found'],
    [404, { detail: 'Not Found' }],
    [404, error({ message: 'The model `x` does not exist.' })],
  ])('of status %d with %j is that of our key or model', (status, body) => {
    expect(readFailure(status, {}, body).failureClass).toBe('rejected_key');
  });

  it('of a prompt that is too long differs from all other errors', () => {
    for (const message of [vllmTooLong, vllmTooLongToo]) {
      expect(readFailure(400, {}, error({ message })).failureClass).toBe('context_length');
    }
    // Whatever its status, a caller's own prompt must not open a breaker.
    expect(readFailure(500, {}, error({ message: vllmTooLong })).failureClass).toBe('context_length');
    expect(readFailure(500, {}, error({ message: 'context deadline exceeded' })).failureClass).toBe('server_error');
    expect(readFailure(503, {}, error({ message: vllmTooLong })).failureClass).toBe('unavailable');
    expect(readFailure(401, {}, error({ message: vllmTooLong })).failureClass).toBe('rejected_key');
  });

  it('of no workers means to wait, whatever the status is', () => {
    for (const status of [200, 400, 429, 500]) {
      expect(readFailure(status, {}, { error: 'No workers available' }).failureClass).toBe('unavailable');
    }
  });
});

describe('a 4xx that is the provider’s own, told by its body', () => {
  it.each<[who: string, status: number, body: unknown, failureClass: FailureClass]>([
    [
      'Anthropic',
      400,
      error({
        type: 'invalid_request_error',
        message: 'Your credit balance is too low to access the API. Please go to Plans & Billing.',
      }),
      'no_credit',
    ],
    [
      'OpenAI',
      429,
      error({
        type: 'insufficient_quota',
        code: 'insufficient_quota',
        message: 'You exceeded your current quota, please check your plan and billing details.',
      }),
      'no_credit',
    ],
    [
      'OpenAI',
      400,
      error({ code: 'billing_hard_limit_reached', message: 'Billing hard limit has been reached' }),
      'no_credit',
    ],
    [
      'DeepSeek',
      402,
      error({ message: 'Insufficient Balance', type: 'unknown_error', code: 'invalid_request_error' }),
      'no_credit',
    ],
    [
      'OpenRouter',
      402,
      error({ message: 'This request requires more credits, or fewer max_tokens.', code: 402 }),
      'no_credit',
    ],
    [
      'xAI',
      403,
      { code: 'The caller does not have permission', error: "Your newly created team doesn't have any credits yet." },
      'no_credit',
    ],
    [
      'Moonshot',
      429,
      error({ type: 'exceeded_current_quota_error', message: 'Your account is suspended, please check your plan' }),
      'no_credit',
    ],
    [
      'Alibaba',
      400,
      { code: 'Arrearage', message: 'Access denied, please make sure your account is in good standing.' },
      'no_credit',
    ],
    ['a plain text', 402, 'Payment Required', 'no_credit'],
    [
      'Gemini',
      429,
      [
        {
          error: {
            code: 429,
            status: 'RESOURCE_EXHAUSTED',
            message:
              'You exceeded your current quota, please check your plan and billing details. Please retry in 36.8s.',
          },
        },
      ],
      'rate_limited',
    ],
    [
      'Groq',
      400,
      error({
        code: 'model_decommissioned',
        message: 'The model `llama3-70b-8192` has been decommissioned and is no longer supported.',
      }),
      'rejected_key',
    ],
    ['DeepSeek', 400, error({ message: 'Model Not Exist', type: 'invalid_request_error' }), 'rejected_key'],
    ['OpenRouter', 400, error({ message: 'acme/model-1 is not a valid model ID', code: 400 }), 'rejected_key'],
    [
      'Ollama',
      404,
      error({ message: 'model "llama9" not found, try pulling it first', type: 'api_error' }),
      'rejected_key',
    ],
    [
      'Azure',
      404,
      error({ code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' }),
      'rejected_key',
    ],
    [
      'Mistral',
      400,
      { object: 'error', message: 'Invalid model: mistral-huge', type: 'invalid_model', code: '1500' },
      'rejected_key',
    ],
    [
      'Gemini',
      400,
      [
        {
          error: { code: 400, status: 'INVALID_ARGUMENT', message: 'API key not valid. Please pass a valid API key.' },
        },
      ],
      'rejected_key',
    ],
    [
      'xAI',
      400,
      { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xai***' },
      'rejected_key',
    ],
    [
      'Groq',
      413,
      error({
        type: 'tokens',
        code: 'rate_limit_exceeded',
        message:
          'Request too large for model on tokens per minute (TPM): Limit 6000, Requested 9000, please reduce your message size.',
      }),
      'refused',
    ],
    [
      'OpenAI',
      429,
      error({
        type: 'tokens',
        code: 'rate_limit_exceeded',
        message: 'Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 40000.',
      }),
      'refused',
    ],
    [
      'Azure',
      400,
      error({
        code: 'content_filter',
        message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      }),
      'refused',
    ],
    [
      'OpenRouter',
      403,
      error({ message: 'Your input was flagged: "api key"', code: 403, metadata: { reasons: ['violence'] } }),
      'refused',
    ],
    ['OpenRouter', 404, error({ message: 'No endpoints found that support tool use.', code: 404 }), 'refused'],
    ['OpenRouter', 404, error({ message: 'No endpoints found matching your data policy', code: 404 }), 'refused'],
    [
      'llama.cpp',
      400,
      error({
        code: 400,
        type: 'exceed_context_size_error',
        message: 'the request exceeds the available context size',
        n_ctx: 4096,
      }),
      'context_length',
    ],
    ['Cloudflare', 403, '<!DOCTYPE html><html><head><title>Just a moment... API key</title></head></html>', 'blocked'],
    ['an empty page', 404, '<html></html>', 'blocked'],
    ['another', 403, error({ message: 'This request violates our usage policies' }), 'refused'],
    ['a stream without a status', 200, error({ message: 'Your credit balance is too low' }), 'no_credit'],
    [
      'a stream without a status',
      200,
      error({ message: "This model's maximum context length is 8192 tokens." }),
      'context_length',
    ],
    ['a stream without a status', 200, error({ message: 'it broke' }), 'unavailable'],
    ['nginx', 413, '<html><title>413 Request Entity Too Large</title></html>', 'refused'],
    ['a limit of a field', 400, error({ param: 'user', message: 'The input is too long' }), 'refused'],
  ])('of %s, status %d with %j, is %s', (_, status, body, failureClass) => {
    expect(readFailure(status, {}, body).failureClass).toBe(failureClass);
  });

  it.each<[status: number, message: string]>([
    [400, "Invalid value: 'your credit balance is too low'. Supported values are: 'auto'."],
    [400, "[{'type': 'string_type', 'msg': 'Input should be a valid string', 'input': 'invalid api key'}]"],
    [422, 'Invalid role "the model x does not exist"'],
    [400, 'The model `x` is not supported with `parallel_tool_calls`'],
    [400, 'Filtered: "billing"'],
  ])('is not what a caller makes the provider repeat: %d %s', (status, message) => {
    expect(readFailure(status, {}, error({ message })).failureClass).toBe('refused');
  });
});

describe('the reason of a refusal', () => {
  const key = `sk-${'a1'.repeat(12)}`;

  it.each<[body: unknown, reason: string]>([
    [
      error({
        message: {
          detail: [{ type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted' }],
        },
      }),
      'body.seed: Extra inputs are not permitted',
    ],
    [
      { object: 'error', message: JSON.stringify({ detail: [{ loc: ['body', 'x'], msg: 'no' }] }), type: 'e' },
      'body.x: no',
    ],
    [
      {
        detail: [
          { loc: ['body', 'a'], msg: 'one' },
          { loc: ['body', 'b'], msg: 'two' },
        ],
      },
      'body.a: one\nbody.b: two',
    ],
    [{ detail: 'No such role' }, 'No such role'],
    [{ detail: { error: { message: 'deep' } } }, 'deep'],
    [{ errors: [{ message: 'first' }, { message: 'second' }] }, 'first\nsecond'],
    [[{ error: { message: 'in a list', code: 400 } }], 'in a list'],
    [error({ message: JSON.stringify({ error: { message: 'text in a text' } }) }), 'text in a text'],
    [JSON.stringify(JSON.stringify({ error: 'twice' })), 'twice'],
    [
      error({ message: 'Provider returned error', metadata: { raw: '{"error":{"message":"the real one"}}' } }),
      'Provider returned error: the real one',
    ],
    ['<html><head><title>400 The plain HTTP request</title></head></html>', '400 The plain HTTP request'],
    ['Bad Request', 'Bad Request'],
    ['event: error\ndata: {"error":{"message":"in an event"}}\n\n', 'in an event'],
    [{ title: 'Bad thing', status: 400 }, 'Bad thing'],
    [error({ message: `Rejected for ${key}` }), 'Rejected for [redacted]'],
  ])('in %j is read, without secrets', (body, reason) => {
    expect(readFailure(400, {}, body).facts.upstream?.message).toBe(reason);
  });

  it('is read from hostile bodies without delay', async () => {
    let nested: unknown = 'x';
    for (let depth = 0; depth < 2_000; depth++) nested = { error: nested, detail: [nested] };
    const bodies = [
      nested,
      { detail: Array(100_000).fill({ msg: 'x' }) },
      '['.repeat(100_000),
      `<${' title'.repeat(50_000)}`,
    ];
    const readAll = () => {
      for (const body of bodies) readFailure(400, {}, body);
    };
    expect(await busyMs(readAll, 50)).toBeLessThan(50);
  });
});

describe('the moment to come back', () => {
  const retryAfter = (headers: Record<string, string>, status = 429) =>
    readFailure(status, headers, null).facts.retryAfterMs;

  it.each([
    ['2', 2_000],
    ['0.5', 500],
    ['0', 0],
    ['-3', 0],
    ['999999999', 3_600_000],
    ['soon', undefined],
  ])('of "%s" is in %s ms', (given, ms) => {
    expect(retryAfter({ 'retry-after': given })).toBe(ms);
  });

  it('may be a date, also one that is over', () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    expect(retryAfter({ 'retry-after': inAMinute })).toBeGreaterThan(55_000);
    expect(retryAfter({ 'retry-after': new Date(0).toUTCString() })).toBe(0);
  });

  it('is that of the quota that is used up, the later of both', () => {
    const headers = {
      'x-ratelimit-remaining-tokens-minute': '0',
      'x-ratelimit-reset-tokens-minute': '12.5',
      'x-ratelimit-remaining-requests-day': '7',
      'x-ratelimit-reset-requests-day': '40000',
    };
    expect(retryAfter(headers)).toBe(12_500);
    expect(retryAfter({ ...headers, 'x-ratelimit-remaining-requests-day': '0' })).toBe(3_600_000);
    expect(retryAfter({ ...headers, 'x-ratelimit-remaining-tokens-minute': '1' })).toBeUndefined();
  });

  it.each<[string, number | undefined]>([
    ['Please try again in 7m12.5s.', 432_500],
    ['Please retry in 36.8s.', 36_800],
    ['Please try again in 250ms', 250],
    ['Please try again in 1h2m', 3_600_000],
    ['Please try again later', undefined],
  ])('is read from the words "%s"', (message, ms) => {
    expect(readFailure(429, {}, error({ message: `Rate limit reached. ${message}` })).facts.retryAfterMs).toBe(ms);
  });

  it('is read only from failures that mean to wait', () => {
    expect(retryAfter({ 'retry-after': '2' }, 500)).toBeUndefined();
  });
});

describe('the error in a body', () => {
  it.each([
    null,
    undefined,
    4,
    'text',
    '"',
    [],
    {},
    { choices: [{}] },
    { error: null },
    { message: 'alone' },
    { error: '' },
    { error: {} },
    { error: false },
    { error: { code: 0, message: '', type: null } },
  ])('is none in %j', (body) => {
    expect(errorIn(body)).toBeUndefined();
  });

  it('is given as texts of limited length', () => {
    const long = { message: 'x'.repeat(5_000), code: 7, type: { a: 1 }, param: 'p' };
    expect(errorIn({ error: long })).toEqual({ message: 'x'.repeat(4_096), code: '7', type: null, param: 'p' });
    const { upstream } = readFailure(400, {}, { error: { ...long, code: 'y '.repeat(5_000) } }).facts;
    expect(JSON.stringify(upstream).length).toBeLessThan(1_300);
    expect(errorIn({ error: { code: 5 } })?.message).not.toBe('');
  });
});
