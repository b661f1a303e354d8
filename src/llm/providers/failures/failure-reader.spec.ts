import { describe, expect, it } from 'vitest';
import { busyMs } from '../../../../test/support/thread-time.js';
import type { FailureClass } from './provider-failure.js';
import { errorIn } from './error-body.js';
import { readFailure } from './failure-reader.js';
import { error } from '../../../../test/support/error-body.js';

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
    [302, 'moved', 'unavailable', 302],
  ])('of status %d with %j is %s', (status, body, failureClass, meant) => {
    const failure = readFailure(status, {}, body);
    expect(failure.failureClass).toBe(failureClass);
    expect(failure.facts.status).toBe(meant);
  });

  it('that is a redirect says where it leads, without a query', () => {
    const { facts } = readFailure(
      301,
      { location: 'https://llm.example/v1/chat/completions?token=x' },
      '<html>moved</html>',
    );
    expect(facts).toMatchObject({
      status: 301,
      upstream: { message: 'A redirect to https://llm.example/v1/chat/completions' },
    });
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
      error({
        type: 'invalid_ap'.repeat(400_000),
        code: 'budget_exceede'.repeat(300_000),
        param: 'p'.repeat(4_000_000),
      }),
    ];
    const readAll = () => {
      for (const body of bodies) readFailure(400, {}, body);
    };
    expect(await busyMs(readAll, 50)).toBeLessThan(50);
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
    const names = errorIn({ error: { message: 'x', type: 'y'.repeat(5_000), code: 'z'.repeat(5_000) } });
    expect([names?.type?.length, names?.code?.length]).toEqual([4_096, 4_096]);
    expect(errorIn({ error: { code: 5 } })?.message).not.toBe('');
  });
});

describe('what is no answer', () => {
  it.each<[unknown, string]>([
    ['', 'An empty body'],
    ['Hello, this is my answer', 'A text of 24 characters'],
    [{ id: 'r', object: 'response', output: [], usage: {} }, 'No answer, but id, object, output, usage'],
    [{ 'a sentence with spaces': 1, choices: [] }, 'No answer, but choices'],
    [{}, 'An empty object'],
    [[], 'A list of 0'],
    [null, 'No answer'],
    [7, 'No answer'],
  ])('such as %j is told by its form, and none of its words', (body, message) => {
    expect(readFailure(200, {}, body)).toMatchObject({ failureClass: 'malformed', message });
  });
});
