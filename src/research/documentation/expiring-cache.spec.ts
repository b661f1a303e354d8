import { describe, expect, it } from '@jest/globals';
import { ExpiringCache } from './expiring-cache.js';

describe('an expiring cache', () => {
  it('remembers for its time and no longer', () => {
    let now = 0;
    const cache = new ExpiringCache<number>(2, 10, () => now);
    cache.set('a', 1);
    now = 9;
    expect(cache.get('a')).toBe(1);
    now = 10;
    expect(cache.get('a')).toBeUndefined();
  });

  it('forgets what was asked for longest ago', () => {
    const cache = new ExpiringCache<number>(2, 10, () => 0);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([1, undefined, 3]);
  });

  it('has its size back when a value is set again', () => {
    const cache = new ExpiringCache<number>(2, 10, () => 0);
    for (const [key, value] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ] as const)
      cache.set(key, value);
    expect(['a', 'b'].map((key) => cache.get(key))).toEqual([3, 2]);
  });
});
