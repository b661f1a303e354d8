import { describe, expect, it } from 'vitest';
import { FairSemaphore } from './fair-semaphore.js';

const LONG_MS = 10_000;

describe('FairSemaphore', () => {
  it('gives as many permits as it has, and one more for each that is given back', () => {
    const semaphore = new FairSemaphore(2);
    const first = semaphore.tryAcquire('x');
    semaphore.tryAcquire('x');
    expect(semaphore.tryAcquire('x')).toBeUndefined();
    first?.();
    first?.();
    expect(semaphore.tryAcquire('x')).toBeDefined();
    expect(semaphore.tryAcquire('x')).toBeUndefined();
  });

  it('serves its waiters by turns of their owners', async () => {
    const semaphore = new FairSemaphore(1);
    const release = semaphore.tryAcquire('x');
    const order: string[] = [];
    const wait = async (owner: string, name: string) => {
      const received = await semaphore.acquire(owner, LONG_MS);
      order.push(name);
      received?.();
    };
    const all = [wait('a', 'a1'), wait('a', 'a2'), wait('a', 'a3'), wait('b', 'b1'), wait('c', 'c1')];
    expect(semaphore.waitingFor('a')).toBe(3);
    release?.();
    await Promise.all(all);
    expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
    expect(semaphore.waitingFor('a')).toBe(0);
  });

  it('gives up after the wait and when aborted, and loses no permit by it', async () => {
    const semaphore = new FairSemaphore(1);
    const release = semaphore.tryAcquire('x');
    const controller = new AbortController();
    const late = semaphore.acquire('a', 10);
    const aborted = semaphore.acquire('a', LONG_MS, controller.signal);
    controller.abort();
    expect(await Promise.all([late, aborted])).toEqual([undefined, undefined]);
    release?.();
    expect(semaphore.tryAcquire('x')).toBeDefined();
  });

  it('lets no owner hold more than its part, and gives what is left to others at once', async () => {
    const semaphore = new FairSemaphore(3, 2);
    const first = semaphore.tryAcquire('a');
    semaphore.tryAcquire('a');
    expect(semaphore.tryAcquire('a')).toBeUndefined();
    const waiting = semaphore.acquire('a', LONG_MS);
    const ofB = await semaphore.acquire('b', LONG_MS);
    expect(ofB).toBeDefined();
    const order: string[] = [];
    const ofC = semaphore.acquire('c', LONG_MS).then(() => order.push('c'));
    ofB?.();
    await ofC;
    first?.();
    await waiting.then(() => order.push('a'));
    expect(order).toEqual(['c', 'a']);
  });
});
