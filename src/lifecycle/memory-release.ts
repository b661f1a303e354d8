import { performance } from 'node:perf_hooks';

const LOOK_MS = 5_000;
/** Part of the time in which the event loop works, from 0 to 1, over one look: more is a load, less is quiet. */
const LOAD_UTILIZATION = 0.2;
const QUIET_UTILIZATION = 0.02;
/** So many looks in a row, since the next request of a load may come any moment. */
const QUIET_LOOKS = 2;

/**
 * Gives back to the system what Node.js keeps for new objects. Takes 80 to 200 ms. Does nothing without `--expose-gc`, which
 * `npm start` has.
 */
export function releaseMemory(): void {
  globalThis.gc?.({ type: 'major', flavor: 'last-resort' });
}

/**
 * Releases memory once, about ten seconds after a load has ended, and does so after each load. V8 means to do that by itself,
 * but takes a process of Node.js that does nothing for one that is busy, and keeps hundreds of MB until the next load.
 */
export function releaseMemoryAfterLoad(): void {
  let since = performance.eventLoopUtilization();
  let wasLoaded = false;
  let quietLooks = 0;
  setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(since);
    since = performance.eventLoopUtilization();
    if (utilization > LOAD_UTILIZATION) wasLoaded = true;
    quietLooks = utilization < QUIET_UTILIZATION ? quietLooks + 1 : 0;
    if (!wasLoaded || quietLooks < QUIET_LOOKS) return;
    wasLoaded = false;
    releaseMemory();
    since = performance.eventLoopUtilization();
  }, LOOK_MS).unref();
}
