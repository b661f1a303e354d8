import { setImmediate as endOfTurn } from 'node:timers/promises';

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
}

/** Most items that go together, so that one statement stays small whatever the load. */
const MAX_ITEMS = 64;

/**
 * Batches items that arrive in the same turn of the event loop, or while a batch is in flight: under load many items share
 * one round trip, and a single item is sent at once. Each lane has one round trip at a time, independent of other lanes.
 */
export class Batch<Lane, Item, Result> {
  private readonly lanes = new Map<Lane, Waiting<Item, Result>[]>();

  /** @param send does the work for all `items`, and returns a function from an item to its result */
  constructor(private readonly send: (lane: Lane, items: Item[]) => Promise<(item: Item) => Result>) {}

  /** The item's result; rejected if its round trip fails, as are those that shared it. */
  add(lane: Lane, item: Item): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const queue = this.lanes.get(lane);
    if (queue !== undefined) queue.push({ item, resolve, reject });
    else void this.drain(lane, [{ item, resolve, reject }]);
    return promise;
  }

  private async drain(lane: Lane, queue: Waiting<Item, Result>[]): Promise<void> {
    this.lanes.set(lane, queue);
    while (queue.length > 0) {
      await endOfTurn();
      await this.flush(lane, queue.splice(0, MAX_ITEMS));
    }
    this.lanes.delete(lane);
  }

  private async flush(lane: Lane, batch: Waiting<Item, Result>[]): Promise<void> {
    const items = batch.map(({ item }) => item);
    try {
      const resultOf = await this.send(lane, items);
      for (const { item, resolve } of batch) resolve(resultOf(item));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
