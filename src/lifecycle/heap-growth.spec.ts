import { setFlagsFromString } from 'node:v8';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { limitHeapGrowth, withSmallHeap } from './heap-growth.js';

vi.mock(import('node:v8'), async (original) => ({ ...(await original()), setFlagsFromString: vi.fn() }));

const flags = () => vi.mocked(setFlagsFromString).mock.calls.map(([flag]) => flag);
const SMALL = '--heap-growing-percent=60';
const USUAL = '--heap-growing-percent=100';

describe('A heap that is kept small', () => {
  beforeEach(() => {
    vi.mocked(setFlagsFromString).mockClear();
  });

  it('may only double between two collections from the start on', () => {
    limitHeapGrowth();
    expect(flags()).toEqual([USUAL]);
  });

  it('may grow as usual again once the work is done, of which it gives the result', async () => {
    const result = await withSmallHeap(() => {
      expect(flags()).toEqual([SMALL]);
      return Promise.resolve('rows');
    });
    expect(result).toBe('rows');
    expect(flags()).toEqual([SMALL, USUAL]);
  });

  it('stays small until the last of several works is done', async () => {
    const [first, second] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const both = [withSmallHeap(() => first.promise), withSmallHeap(() => second.promise)];
    first.resolve(undefined);
    await both[0];
    expect(flags()).toEqual([SMALL]);
    second.resolve(undefined);
    await both[1];
    expect(flags()).toEqual([SMALL, USUAL]);
  });

  it('may grow as usual again after work that failed', async () => {
    await expect(withSmallHeap(() => Promise.reject(new Error('no rows')))).rejects.toThrow('no rows');
    expect(flags()).toEqual([SMALL, USUAL]);
  });
});
