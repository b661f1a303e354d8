import { describe, expect, it } from '@jest/globals';
import type { FailureClass } from './provider-failure.js';
import { errorIn, readFailure } from './failure-reader.js';

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
  it.each<[status: number, body: unknown, failureClass: FailureClass, meant: number]>([
    [401, undefined, 'rejected_key', 401],
    [402, error({}), 'rejected_key', 402],
    [403, error({}), 'rejected_key', 403],
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
    [{ error: 'text', code: 404 }, 'rejected_key', 404],
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
    [403, error({ message: 'Your input was flagged', code: 403 })],
    [404, error({ message: 'No endpoints found that support tool use', code: 404 })],
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
    [402, error({ message: 'Payment required' })],
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
    expect(readFailure(500, {}, error({ message: vllmTooLong })).failureClass).toBe('server_error');
    expect(readFailure(401, {}, error({ message: vllmTooLong })).failureClass).toBe('rejected_key');
  });

  it('of no workers means to wait, whatever the status is', () => {
    for (const status of [200, 400, 429, 500]) {
      expect(readFailure(status, {}, { error: 'No workers available' }).failureClass).toBe('unavailable');
    }
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

  it('is read only from failures that mean to wait', () => {
    expect(retryAfter({ 'retry-after': '2' }, 500)).toBeUndefined();
  });
});

describe('the error in a body', () => {
  it.each([null, undefined, 4, 'text', '"', [], {}, { choices: [{}] }, { error: null }, { message: 'alone' }])(
    'is none in %j',
    (body) => {
      expect(errorIn(body)).toBeUndefined();
    },
  );

  it('is given as texts of limited length', () => {
    const long = { message: 'x'.repeat(5_000), code: 7, type: { a: 1 }, param: 'p' };
    expect(errorIn({ error: long })).toEqual({ message: 'x'.repeat(500), code: '7', type: null, param: 'p' });
    expect(errorIn({ error: {} })?.message).not.toBe('');
  });
});
