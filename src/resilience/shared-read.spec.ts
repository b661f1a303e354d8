import { describe, expect, it } from 'vitest';
import { SharedRead } from './shared-read.js';

describe('SharedRead', () => {
  /** Reads that end when the test says so; each gives the number of reads that had begun. */
  function reads() {
    const open: { resolve: () => void; reject: (error: Error) => void }[] = [];
    const shared = new SharedRead<string, number>(() => {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const count = open.length + 1;
      open.push({
        resolve: () => {
          resolve(count);
        },
        reject,
      });
      return promise;
    });
    return { open, shared };
  }

  it('reads once for all who ask while another read runs, and begins after the last of them', async () => {
    const { open, shared } = reads();
    const first = shared.get('a');
    const others = [shared.get('a'), shared.get('a'), shared.get('a')];
    expect(open).toHaveLength(1);
    open[0]!.resolve();
    expect(await first).toBe(1);
    await new Promise(setImmediate);
    open[1]!.resolve();
    expect(await Promise.all(others)).toEqual([2, 2, 2]);
    expect(open).toHaveLength(2);
  });

  it('reads for those who wait although the read before them fails', async () => {
    const { open, shared } = reads();
    const first = shared.get('a');
    const second = shared.get('a');
    open[0]!.reject(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await new Promise(setImmediate);
    open[1]!.resolve();
    expect(await second).toBe(2);
  });

  it('reads different keys at the same time', async () => {
    const { open, shared } = reads();
    const both = [shared.get('a'), shared.get('b')];
    expect(open).toHaveLength(2);
    for (const { resolve } of open) resolve();
    expect(await Promise.all(both)).toEqual([1, 2]);
  });
});
