import { afterEach, describe, expect, it, vi } from 'vitest';
import { QueueRefusal, reasonOf, retryPauseMs } from './queue-failure.js';

const BACK_OFF = { firstMs: 100, longestMs: 1_000 };

afterEach(() => {
  vi.restoreAllMocks();
});

/** The pauses after these consecutive failures, with `random` for chance. */
function pausesAfter(random: number, ...errors: unknown[]): number[] {
  vi.spyOn(Math, 'random').mockReturnValue(random);
  return errors.map((error, index) => retryPauseMs(error, index + 1, BACK_OFF));
}

describe('retryPauseMs', () => {
  const lost = new TypeError('fetch failed');
  const busy = new QueueRefusal(429, 0);

  it('grows with each failure, up to a limit', () => {
    expect(pausesAfter(0.5, lost, lost, lost, lost, lost, lost)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('varies by half in either direction', () => {
    expect(pausesAfter(0, lost, lost)).toEqual([50, 100]);
    expect(pausesAfter(1, lost, lost)).toEqual([150, 300]);
  });

  it('is longer after 429, and follows Retry-After up to a minute', () => {
    expect(pausesAfter(0.5, busy, new QueueRefusal(429, 7_000), new QueueRefusal(429, 3_600_000))).toEqual([
      500, 7_000, 60_000,
    ]);
  });
});

describe('reasonOf', () => {
  it.each([
    [new QueueRefusal(503, 0), '503'],
    [new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNRESET' }) }), 'ECONNRESET'],
    [new DOMException('too late', 'TimeoutError'), 'TimeoutError'],
    [new SyntaxError('Unexpected token s in "secret"'), 'SyntaxError'],
  ])('gives one word for %s', (error, reason) => {
    expect(reasonOf(error)).toBe(reason);
  });
});
