import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { getEventListeners } from 'node:events';
import { AttemptTimer } from './attempt-timer.js';

const TOTAL_MS = 1_000;

let caller: AbortController;

beforeEach(() => {
  vi.useFakeTimers({ toNotFake: ['nextTick', 'setImmediate'] });
  caller = new AbortController();
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0);
  vi.useRealTimers();
});

const timerOf = (totalMs = TOTAL_MS) => new AttemptTimer(caller.signal, totalMs);

describe('an attempt', () => {
  it('ends by silence', () => {
    const timer = timerOf();
    timer.allow(100);
    vi.advanceTimersByTime(99);
    expect(timer.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(timer.signal.aborted).toBe(true);
    expect(timer.reason?.failureClass).toBe('silent');
  });

  it('goes on as long as something comes', () => {
    const timer = timerOf();
    for (let token = 0; token < 5; token++) {
      timer.allow(100);
      vi.advanceTimersByTime(90);
    }
    expect(timer.signal.aborted).toBe(false);
    expect(timer.elapsedMs).toBe(450);
    timer.stop();
  });

  it('ends by the time for the whole, however steadily its parts come', () => {
    const timer = timerOf();
    for (let part = 0; part < 6; part++) {
      timer.allow(100, 500);
      vi.advanceTimersByTime(90);
    }
    expect(timer.reason).toMatchObject({ failureClass: 'silent', message: 'Not whole after 500 ms' });
  });

  it('ends by the deadline, whatever is allowed', () => {
    const timer = timerOf();
    for (let token = 0; token < 12; token++) {
      timer.allow(500);
      vi.advanceTimersByTime(100);
    }
    expect(timer.reason?.failureClass).toBe('deadline');
    timer.stop();
  });

  it('goes on beyond the deadline once that is lifted', () => {
    const timer = timerOf();
    timer.allow(100);
    timer.liftDeadline();
    for (let token = 0; token < 20; token++) {
      timer.allow(100);
      vi.advanceTimersByTime(90);
    }
    expect(timer.signal.aborted).toBe(false);
    vi.advanceTimersByTime(10);
    expect(timer.reason?.failureClass).toBe('silent');
  });

  it('without any time left ends at once', () => {
    const timer = timerOf(-5);
    timer.allow(100);
    vi.advanceTimersByTime(1);
    expect(timer.reason?.failureClass).toBe('deadline');
  });

  it('ends when its caller is gone, also before it began', () => {
    const timer = timerOf();
    timer.allow(100);
    caller.abort();
    expect(timer.reason?.failureClass).toBe('aborted');
    const late = timerOf();
    expect(late.reason?.failureClass).toBe('aborted');
    late.stop();
  });

  it('that is over ends no more', () => {
    const timer = timerOf();
    timer.allow(100);
    timer.stop();
    caller.abort();
    vi.advanceTimersByTime(5_000);
    expect(timer.signal.aborted).toBe(false);
    expect(timer.reason).toBeUndefined();
  });
});

describe('the time that the caller takes', () => {
  it('is not the provider’s silence', () => {
    const timer = timerOf(60_000);
    timer.allow(100);
    vi.advanceTimersByTime(40);
    timer.pause();
    vi.advanceTimersByTime(10_000);
    expect(timer.signal.aborted).toBe(false);
    timer.resume();
    vi.advanceTimersByTime(59);
    expect(timer.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(timer.reason?.failureClass).toBe('silent');
  });
});
