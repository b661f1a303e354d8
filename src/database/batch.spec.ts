import { describe, expect, it } from 'vitest';
import { Batch } from './batch.js';

/** A batch that keeps what it should send until the test lets it. */
function startBatch() {
  const trips: { group: string; items: number[]; arrive: () => void; fail: (error: Error) => void }[] = [];
  const batch = new Batch<string, number, string>((group, items) => {
    const { promise, resolve, reject } = Promise.withResolvers<(item: number) => string>();
    const arrive = () => {
      resolve((item) => `${group}${item}`);
    };
    trips.push({ group, items, arrive, fail: reject });
    return promise;
  });
  return { batch, trips };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('Batch', () => {
  it('sends an item that comes alone at once', async () => {
    const { batch, trips } = startBatch();
    const result = batch.add('a', 1);
    await turn();
    expect(trips).toMatchObject([{ group: 'a', items: [1] }]);
    trips[0]!.arrive();
    expect(await result).toBe('a1');
  });

  it('sends together what comes in one turn, and what comes while that is under way', async () => {
    const { batch, trips } = startBatch();
    const first = [batch.add('a', 1), batch.add('a', 2)];
    await turn();
    const second = [batch.add('a', 3), batch.add('a', 4)];
    await turn();
    expect(trips.map(({ items }) => items)).toEqual([[1, 2]]);
    trips[0]!.arrive();
    expect(await Promise.all(first)).toEqual(['a1', 'a2']);
    await turn();
    expect(trips.map(({ items }) => items)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    trips[1]!.arrive();
    expect(await Promise.all(second)).toEqual(['a3', 'a4']);
  });

  it('sends no more than 64 at once, in the order of their arrival', async () => {
    const { batch, trips } = startBatch();
    const numbers = Array.from({ length: 150 }, (_, index) => index);
    const results = numbers.map((number) => batch.add('a', number));
    for (let trip = 0; trip < 3; trip++) {
      await turn();
      trips[trip]!.arrive();
    }
    expect(await Promise.all(results)).toEqual(numbers.map((number) => `a${number}`));
    expect(trips.map(({ items }) => items.length)).toEqual([64, 64, 22]);
    expect(trips.flatMap(({ items }) => items)).toEqual(numbers);
  });

  it('makes no workspace wait for another', async () => {
    const { batch, trips } = startBatch();
    void batch.add('stuck', 1);
    const other = batch.add('free', 2);
    await turn();
    trips[1]!.arrive();
    expect(await other).toBe('free2');
  });

  it('fails those that shared a failed trip, and goes on with the next', async () => {
    const { batch, trips } = startBatch();
    const failed = [batch.add('a', 1), batch.add('a', 2)];
    await turn();
    const next = batch.add('a', 3);
    trips[0]!.fail(new Error('lost'));
    expect(await Promise.allSettled(failed)).toMatchObject([
      { status: 'rejected', reason: { message: 'lost' } },
      { status: 'rejected', reason: { message: 'lost' } },
    ]);
    await turn();
    trips[1]!.arrive();
    expect(await next).toBe('a3');
  });

  it('starts again after it was idle', async () => {
    const { batch, trips } = startBatch();
    for (const number of [0, 1]) {
      const result = batch.add('a', number);
      await turn();
      trips[number]!.arrive();
      expect(await result).toBe(`a${number}`);
      await turn();
    }
  });
});
