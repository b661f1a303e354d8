import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { releaseMemoryAfterLoad } from './memory-release.js';

describe('memory after a load', () => {
  const gc = vi.fn<NonNullable<typeof globalThis.gc>>();
  let utilization = 0;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    vi.stubGlobal('gc', gc.mockReset());
    vi.spyOn(performance, 'eventLoopUtilization').mockImplementation(() => ({ utilization, active: 0, idle: 0 }));
    releaseMemoryAfterLoad();
  });

  afterEach(() => {
    vi.clearAllTimers();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  function run(seconds: number, share: number): void {
    utilization = share;
    vi.advanceTimersByTime(seconds * 1_000);
  }

  it('is released once, when it has been quiet for ten seconds', () => {
    run(60, 0.9);
    run(5, 0);
    expect(gc).not.toHaveBeenCalled();
    run(5, 0);
    expect(gc).toHaveBeenCalledExactlyOnceWith({ type: 'major', flavor: 'last-resort' });
    run(600, 0);
    expect(gc).toHaveBeenCalledOnce();
  });

  it('is released again after the next load', () => {
    for (let load = 0; load < 3; load++) {
      run(5, 0.5);
      run(10, 0.01);
    }
    expect(gc).toHaveBeenCalledTimes(3);
  });

  it('is kept while requests still come, and where there was no load', () => {
    run(600, 0);
    run(600, 0.1);
    run(60, 0.9);
    run(600, 0.1);
    expect(gc).not.toHaveBeenCalled();
  });
});
