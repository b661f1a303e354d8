import { describe, expect, it } from 'vitest';
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
    for (let count = 0; count < 20; count++) queue.run('a', () => started++);
    expect(started).toBe(20);
  });

  it('lets other events have their turn after some 10 ms, and starts all requests in their order', async () => {
    const queue = new StartQueue();
    const started: number[] = [];
    for (let count = 0; count < 50; count++) {
      queue.run('a', () => {
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

  it('delays a caller by one request of each other, not by all that one of them sends', async () => {
    const queue = new StartQueue();
    const started: string[] = [];
    const run = (owner: string) => {
      queue.run(owner, () => {
        workFor(2);
        started.push(owner);
      });
    };
    for (let count = 0; count < 100; count++) run('busy');
    const atOnce = started.length;
    run('other');
    while (!started.includes('other')) await nextTurn();
    expect(started.indexOf('other')).toBeLessThanOrEqual(atOnce + 1);
    while (started.length < 101) await nextTurn();
  });

  it('lets other events have their turn between the steps of one request', async () => {
    const queue = new StartQueue();
    const turns: number[] = [];
    let turn = 0;
    const step = (left: number) => () => {
      workFor(25);
      turns.push(turn);
      if (left > 0) queue.run('a', step(left - 1));
    };
    queue.run('a', step(3));
    for (; turns.length < 4; turn++) await nextTurn();
    expect(new Set(turns).size).toBeGreaterThanOrEqual(3);
  });
});
