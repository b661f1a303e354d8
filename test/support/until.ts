import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `holds` does, asking every 20 ms; throws after `timeoutMs`. */
export async function until(holds: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Still not so after ${timeoutMs} ms`);
    await sleep(20);
  }
}
