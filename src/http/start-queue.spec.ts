import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StartQueue } from './start-queue.js';

function workFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('a queue of requests', () => {
  it('starts a request at once while there are few', () => {
    const queue = new StartQueue();
    let started = 0;
    for (let count = 0; count < 20; count++) queue.run(() => started++);
    expect(started).toBe(20);
  });

  it('lets other events have their turn after some 10 ms, and starts all requests in their order', async () => {
    const queue = new StartQueue();
    const started: number[] = [];
    for (let count = 0; count < 50; count++) {
      queue.run(() => {
        workFor(2);
        started.push(count);
      });
    }
    const atOnce = started.length;
    expect(atOnce).toBeLessThan(10);
    let turns = 0;
    for (; started.length < 50; turns++) await nextTurn();
    expect(turns).toBeGreaterThan(4);
    expect(started).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });
});
