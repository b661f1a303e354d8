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
 * one round trip, and a single item is sent at once. Each group has one round trip at a time, independent of other groups.
 */
export class Batch<Group, Item, Result> {
  private readonly groups = new Map<Group, Waiting<Item, Result>[]>();

  /** @param send does the work for all `items`, and returns a function from an item to its result */
  constructor(private readonly send: (group: Group, items: Item[]) => Promise<(item: Item) => Result>) {}

  /** The item's result; rejected if its round trip fails, as are those that shared it. */
  add(group: Group, item: Item): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const queue = this.groups.get(group);
    if (queue !== undefined) queue.push({ item, resolve, reject });
    else void this.drain(group, [{ item, resolve, reject }]);
    return promise;
  }

  private async drain(group: Group, queue: Waiting<Item, Result>[]): Promise<void> {
    this.groups.set(group, queue);
    while (queue.length > 0) {
      await endOfTurn();
      await this.flush(group, queue.splice(0, MAX_ITEMS));
    }
    this.groups.delete(group);
  }

  private async flush(group: Group, batch: Waiting<Item, Result>[]): Promise<void> {
    const items = batch.map(({ item }) => item);
    try {
      const resultOf = await this.send(group, items);
      for (const { item, resolve } of batch) resolve(resultOf(item));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
