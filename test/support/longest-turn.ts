import { cpuMs } from './thread-time.js';

/**
 * The longest that one turn of the event loop takes until `work` is done, in ms of CPU time, which other processes on a busy
 * machine do not lengthen.
 */
export async function longestTurn(work: Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = cpuMs();
  const timer = setInterval(() => {
    const now = cpuMs();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  try {
    await work;
    return Math.max(longest, cpuMs() - last);
  } finally {
    clearInterval(timer);
  }
}
