import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Caller } from '../../access/caller.js';
import { RunningCall } from './running-call.js';

const LIMIT_MS = 1_000;

describe('RunningCall', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([0, 400, 899, 950])(
    'answers before its limit, although %i ms had passed before the work began',
    async (ms) => {
      const call = new RunningCall({} as Caller, LIMIT_MS, new AbortController().signal);
      await vi.advanceTimersByTimeAsync(ms);
      let answer: unknown = 'none yet';
      void call.finishOrDetach(new Promise<never>(() => undefined)).then((given) => {
        answer = given;
      });
      await vi.advanceTimersByTimeAsync(LIMIT_MS - ms - 1);
      expect(answer).toBeUndefined();
    },
  );
});
