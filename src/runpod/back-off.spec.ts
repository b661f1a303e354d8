import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { BackOff, reasonOf } from './back-off.js';
import { QueueRefusal } from './runpod-queue.js';

const PAUSES = { first: 100, longest: 1_000 };

afterEach(() => {
  jest.restoreAllMocks();
});

/** How long is waited after these failures, one after the other, with `random` for chance. */
function pausesAfter(random: number, ...errors: unknown[]): number[] {
  jest.spyOn(Math, 'random').mockReturnValue(random);
  const backOff = new BackOff(PAUSES);
  return errors.map((error) => backOff.next(error));
}

describe('BackOff', () => {
  const cut = new TypeError('fetch failed');
  const busy = new QueueRefusal(429, 0);

  it('waits longer after each failure, up to a limit', () => {
    expect(pausesAfter(0.5, cut, cut, cut, cut, cut, cut)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('never waits as long as others do', () => {
    expect(pausesAfter(0, cut, cut)).toEqual([50, 100]);
    expect(pausesAfter(1, cut, cut)).toEqual([150, 300]);
  });

  it('leaves a queue alone that is asked too much, as long as it says', () => {
    expect(pausesAfter(0.5, busy, new QueueRefusal(429, 7_000), new QueueRefusal(429, 3_600_000))).toEqual([
      500, 7_000, 60_000,
    ]);
  });

  it('begins again after a success', () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const backOff = new BackOff(PAUSES);
    backOff.next(cut);
    backOff.succeed();
    expect(backOff.next(cut)).toBe(100);
  });
});

describe('reasonOf', () => {
  it.each([
    [new QueueRefusal(503, 0), '503'],
    [new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNRESET' }) }), 'ECONNRESET'],
    [new DOMException('too late', 'TimeoutError'), 'TimeoutError'],
    [new SyntaxError('Unexpected token s in "secret"'), 'SyntaxError'],
  ])('tells of %s one word', (error, reason) => {
    expect(reasonOf(error)).toBe(reason);
  });
});
