import { getHeapSpaceStatistics, type HeapSpaceInfo, setFlagsFromString } from 'node:v8';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limitHeapGrowth, withSmallHeap } from './heap-growth.js';

vi.mock(import('node:v8'), async (original) => ({
  ...(await original()),
  setFlagsFromString: vi.fn(),
  getHeapSpaceStatistics: vi.fn(),
}));

const MIB = 1_024 * 1_024;
const SMALL = '--heap-growing-percent=60';
const USUAL = '--heap-growing-percent=100';
const YOUNG_GROWS = '--semi-space-growth-factor=2';
const YOUNG_STAYS = '--semi-space-growth-factor=1';

const flags = () => vi.mocked(setFlagsFromString).mock.calls.map(([flag]) => flag);

function haveYoung(mib: number): void {
  const spaces = [{ space_name: 'new_space', space_size: mib * MIB }] as HeapSpaceInfo[];
  vi.mocked(getHeapSpaceStatistics).mockReturnValue(spaces);
}

describe('A heap that is kept small', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.mocked(setFlagsFromString).mockClear();
    haveYoung(1);
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('may only double between two collections from the start on', () => {
    limitHeapGrowth();
    expect(flags()).toEqual([USUAL]);
  });

  it('may grow as usual again once the work is done, of which it gives the result', async () => {
    const result = await withSmallHeap(() => {
      expect(flags()).toEqual([SMALL, YOUNG_GROWS]);
      return Promise.resolve('rows');
    });
    expect(result).toBe('rows');
    expect(flags().slice(2)).toEqual([USUAL, YOUNG_GROWS]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets the space of new objects grow until there is enough of it', async () => {
    const work = Promise.withResolvers<undefined>();
    const done = withSmallHeap(() => work.promise);
    haveYoung(16);
    await vi.advanceTimersByTimeAsync(100);
    expect(flags().at(-1)).toBe(YOUNG_GROWS);
    haveYoung(24);
    await vi.advanceTimersByTimeAsync(100);
    expect(flags().at(-1)).toBe(YOUNG_STAYS);
    work.resolve(undefined);
    await done;
    expect(flags().slice(-2)).toEqual([USUAL, YOUNG_GROWS]);
  });

  it('leaves a space of new objects as it is that a load has made large before', async () => {
    haveYoung(96);
    await withSmallHeap(() => Promise.resolve());
    expect(flags().slice(0, 2)).toEqual([SMALL, YOUNG_STAYS]);
  });

  it('stays small until the last of several works is done', async () => {
    const [first, second] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const both = [withSmallHeap(() => first.promise), withSmallHeap(() => second.promise)];
    first.resolve(undefined);
    await both[0];
    expect(flags()).not.toContain(USUAL);
    second.resolve(undefined);
    await both[1];
    expect(flags()).toContain(USUAL);
  });

  it('may grow as usual again after work that failed', async () => {
    await expect(withSmallHeap(() => Promise.reject(new Error('no rows')))).rejects.toThrow('no rows');
    expect(flags()).toContain(USUAL);
  });
});
