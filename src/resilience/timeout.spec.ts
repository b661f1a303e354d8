import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withTimeout } from './timeout.js';

const NEVER = new Promise<string>(() => undefined);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('withTimeout', () => {
  it('gives the result of work that is done in time, and leaves no timer behind', async () => {
    expect(await withTimeout(Promise.resolve('done'), 100, () => 'late')).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('passes on the error of work that fails in time', async () => {
    const failing = Promise.reject(new Error('failed'));
    await expect(withTimeout(failing, 100, () => 'late')).rejects.toThrow('failed');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives the substitute once the time is over', async () => {
    const result = withTimeout(NEVER, 100, () => 'late');
    await vi.advanceTimersByTimeAsync(100);
    expect(await result).toBe('late');
  });

  it('throws what the timeout throws', async () => {
    const result = withTimeout(NEVER, 100, () => {
      throw new Error('too late');
    });
    const rejected = expect(result).rejects.toThrow('too late');
    await vi.advanceTimersByTimeAsync(100);
    await rejected;
  });
});
