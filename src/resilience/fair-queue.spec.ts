import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue.js';

function drain(queue: FairQueue<string>): string[] {
  const items: string[] = [];
  for (let item = queue.next(); item !== undefined; item = queue.next()) items.push(item);
  return items;
}

describe('a fair queue', () => {
  it('serves owners by turns, and the items of an owner in their order', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2']) queue.add(item.charAt(0), item);
    expect([queue.length, queue.lengthOf('a'), queue.lengthOf('d')]).toEqual([7, 4, 0]);
    expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
    expect([queue.length, queue.lengthOf('a')]).toEqual([0, 0]);
  });

  it('forgets what is removed, once', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'b1']) queue.add(item.charAt(0), item);
    for (let time = 0; time < 2; time++) queue.remove('a', 'a1');
    queue.remove('b', 'b1');
    expect(queue.length).toBe(1);
    expect(drain(queue)).toEqual(['a2']);
    queue.remove('a', 'a2');
    expect(queue.length).toBe(0);
  });
});
