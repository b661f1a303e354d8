import { describe, expect, it } from 'vitest';
import { readFailure } from './failure-reader.js';
import { error } from '../../../../test/support/error-body.js';

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

  it.each<[body: unknown, ms: number]>([
    [
      [
        error({
          ...{ code: 429, status: 'RESOURCE_EXHAUSTED' },
          message: 'You exceeded your current quota, please check your plan and billing details.',
          details: [
            { '@type': 'type.googleapis.com/google.rpc.Help', links: [] },
            { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '37s' },
          ],
        }),
      ],
      37_000,
    ],
    [error({ message: 'Slow down', retry_after: 5 }), 5_000],
    [error({ message: 'Slow down', metadata: { retry_after_seconds: 7.5 } }), 7_500],
    [{ detail: { message: 'Slow down', retryAfterMs: 1_200 } }, 1_200],
    [error({ message: 'Slow down', metadata: { headers: { 'Retry-After': '9' } } }), 9_000],
  ])('is read from what stands beside the words: %j', (body, ms) => {
    const { failureClass, facts } = readFailure(429, {}, body);
    expect([failureClass, facts.retryAfterMs]).toEqual(['rate_limited', ms]);
  });

  it.each<[headers: Record<string, string>, ms: number | undefined]>([
    [{ 'retry-after-ms': '1500' }, 1_500],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '250ms' }, 250],
    [{ 'x-ratelimit-remaining-tokens': '5', 'x-ratelimit-reset-tokens': '250ms' }, undefined],
  ])('is that of the headers %j', (headers, ms) => {
    expect(retryAfter(headers)).toBe(ms);
  });

  it('is read only from failures that mean to wait', () => {
    expect(retryAfter({ 'retry-after': '2' }, 500)).toBeUndefined();
  });
});
