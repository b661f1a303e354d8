import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Waiter, WaitQueue } from './wait-queue.js';

it('A request that waits for a connection after its deadline fails at once, and Node.js has nothing to warn of', async () => {
  const warning = Promise.race([once(process, 'warning'), sleep(50, 'no warning')]);
  const queue = new WaitQueue(() => new Error('too late'));
  const failed = new Promise<Error>((resolve) => {
    queue.add(new Waiter(performance.now() - 1, () => undefined, resolve), 'a key');
  });
  expect((await failed).message).toBe('too late');
  expect(queue.length).toBe(0);
  expect(await warning).toBe('no warning');
});
