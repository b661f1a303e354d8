import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RememberedAnswer } from './remembered-answer.js';

const FRESH_MS = 1_000;
const PATIENCE_MS = 250;
const LONGEST_MS = 300_000;

let ask: jest.Mock<() => Promise<string>>;
let answer: RememberedAnswer<string>;

beforeEach(() => {
  jest.useFakeTimers();
  ask = jest.fn(() => Promise.resolve('first'));
  answer = new RememberedAnswer(ask, FRESH_MS, (value) => value !== 'none');
});

afterEach(() => {
  jest.useRealTimers();
});

/** The database does not answer from now on, until the promise is settled. */
function silence(): PromiseWithResolvers<string> {
  const silent = Promise.withResolvers<string>();
  ask.mockReturnValue(silent.promise);
  return silent;
}

describe('a remembered answer', () => {
  it('is asked for once while it is fresh, and by all who wait at once', async () => {
    expect(await Promise.all([answer.get(), answer.get()])).toEqual(['first', 'first']);
    jest.advanceTimersByTime(FRESH_MS - 1);
    expect(await answer.get()).toBe('first');
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('is renewed when it is not', async () => {
    await answer.get();
    jest.advanceTimersByTime(FRESH_MS);
    ask.mockResolvedValue('second');
    expect(await answer.get()).toBe('second');
  });

  it('goes on while the database is silent: the first who asks waits a moment, the others do not', async () => {
    await answer.get();
    jest.advanceTimersByTime(FRESH_MS);
    const silent = silence();
    const first = answer.get();
    await jest.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(await first).toBe('first');
    expect(await answer.get()).toBe('first');
    silent.resolve('second');
    await silent.promise;
    expect(await answer.get()).toBe('second');
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('goes on when the database fails, which is asked again by the next', async () => {
    await answer.get();
    jest.advanceTimersByTime(FRESH_MS);
    ask.mockRejectedValueOnce(new Error('away')).mockResolvedValueOnce('second');
    expect(await answer.get()).toBe('first');
    expect(await answer.get()).toBe('second');
  });

  it('does not go on for ever', async () => {
    await answer.get();
    jest.advanceTimersByTime(LONGEST_MS + 1);
    ask.mockRejectedValue(new Error('away'));
    await expect(answer.get()).rejects.toThrow('away');
  });

  it('does not go on where it may not, or where there is none', async () => {
    ask.mockRejectedValueOnce(new Error('away'));
    await expect(answer.get()).rejects.toThrow('away');
    ask.mockResolvedValueOnce('none').mockRejectedValueOnce(new Error('away'));
    expect(await answer.get()).toBe('none');
    jest.advanceTimersByTime(FRESH_MS);
    await expect(answer.get()).rejects.toThrow('away');
  });
});
