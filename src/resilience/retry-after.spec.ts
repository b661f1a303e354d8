import { describe, expect, it } from 'vitest';
import { readRetryAfter } from './retry-after.js';

const soon = () => Date.now() + 60_000;

describe('Retry-After', () => {
  it.each<[unknown, number | undefined]>([
    ['5', 5_000],
    [' 0.5 ', 500],
    ['0', 0],
    ['-3', 0],
    ['86400', 3_600_000],
    ['', undefined],
    [' ', undefined],
    ['soon', undefined],
    ['60s', undefined],
    [undefined, undefined],
    [['5', '6'], undefined],
  ])('of %j is %j ms', (header, ms) => {
    expect(readRetryAfter(header)).toBe(ms);
  });

  it.each([
    ['a date', () => new Date(soon()).toUTCString()],
    ['a date of ISO 8601', () => new Date(soon()).toISOString()],
    ['a moment in seconds', () => String(soon() / 1_000)],
    ['a moment in ms', () => String(soon())],
  ])('as %s is the time until then', (_, header) => {
    const ms = readRetryAfter(header());
    expect(ms).toBeGreaterThan(55_000);
    expect(ms).toBeLessThanOrEqual(60_000);
  });

  it('that has passed is no wait', () => {
    expect(readRetryAfter(new Date(0).toUTCString())).toBe(0);
  });
});
