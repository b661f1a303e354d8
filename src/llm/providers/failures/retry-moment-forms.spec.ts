import { describe, expect, it } from 'vitest';
import { type Headers, namedMoment, retryMoment } from './retry-moment.js';

const soon = () => Date.now() + 30_000;
const inSeconds = () => String(Math.round(soon() / 1_000));

function expectHalfAMinute(ms: number | undefined): void {
  expect(ms).toBeGreaterThan(25_000);
  expect(ms).toBeLessThanOrEqual(31_000);
}

describe('the moment that a rate limit names', () => {
  it.each<[string, number | undefined]>([
    ['Please try again in 7m12.5s.', 432_500],
    ['Please try again in 1h2m3s', 3_600_000],
    ['Please try again in 250ms', 250],
    ['Please retry after 17 seconds.', 17_000],
    ['Too many requests, please wait 20 seconds before retrying', 20_000],
    ['Please try again in 1 minute.', 60_000],
    ['Retry after 2 minutes and 30 seconds', 150_000],
    ['Please wait for at least 5 secs', 5_000],
    ['Limit resets in 40 s', 40_000],
    ['Do not retry. You may try again in 3 seconds', 3_000],
    ['Please try again later', undefined],
    ['Please wait, 3 requests are before yours', undefined],
  ])('by %j is in %j ms', (message, ms) => {
    expect(namedMoment({}, message)).toBe(ms);
  });

  it.each<[string, () => Headers]>([
    ['in a duration of Retry-After', () => ({ 'retry-after': '30s' })],
    ['in a moment of Retry-After', () => ({ 'retry-after': inSeconds() })],
    ['of the IETF', () => ({ 'ratelimit-remaining': '0', 'ratelimit-reset': '30' })],
    ['of the IETF, in one header', () => ({ ratelimit: 'limit=10, remaining=0, reset=30' })],
    ['of the IETF, in the latest form', () => ({ ratelimit: '"default";r=0;t=30' })],
    ['without a kind', () => ({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' })],
    ['as a moment', () => ({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': inSeconds() })],
    [
      'of Anthropic',
      () => ({
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': new Date(soon()).toISOString(),
      }),
    ],
  ])('in headers %s is read', (_, headers) => {
    expectHalfAMinute(retryMoment(headers(), {}, undefined));
  });

  it.each<[string, () => object]>([
    ['OpenRouter’s headers', () => ({ error: { metadata: { headers: { 'X-RateLimit-Reset': String(soon()) } } } })],
    ['a date', () => ({ error: { reset_at: new Date(soon()).toISOString() } })],
    ['a duration', () => ({ error: { resets_in: '30s' } })],
    ['seconds', () => ({ error: { reset_seconds: 30 } })],
  ])('in a field with %s is read', (_, body) => {
    expectHalfAMinute(retryMoment({}, body(), undefined));
  });

  it.each<[string, Headers]>([
    ['a quota that is left', { 'ratelimit-remaining': '3', 'ratelimit-reset': '30' }],
    ['a quota that is left, in one header', { ratelimit: 'limit=10, remaining=4, reset=30' }],
    ['a flag', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'true' }],
  ])('is not that of %s', (_, headers) => {
    expect(retryMoment(headers, { error: { reset: true } }, undefined)).toBeUndefined();
  });
});
