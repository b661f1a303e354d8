/**
 * Items that wait, by owner. Owners take turns, so that an owner who waits a thousand times delays another by one item, not
 * by a thousand.
 */
export class FairQueue<Item> {
  /** The owner whose turn is next comes first. */
  private readonly waiting = new Map<string, Set<Item>>();
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** How many items wait on behalf of `owner`. */
  lengthOf(owner: string): number {
    return this.waiting.get(owner)?.size ?? 0;
  }

  /** @param item must be unique */
  add(owner: string, item: Item): void {
    const line = this.waiting.get(owner);
    if (line === undefined) this.waiting.set(owner, new Set([item]));
    else line.add(item);
    this.count++;
  }

  /** Idempotent. */
  remove(owner: string, item: Item): void {
    const line = this.waiting.get(owner);
    if (line?.delete(item) !== true) return;
    this.count--;
    if (line.size === 0) this.waiting.delete(owner);
  }

  /**
   * Takes the oldest item of the owner whose turn it is; that owner's next turn comes after all others'.
   * @param mayServe owners for whom it is false keep their turn
   */
  next(mayServe?: (owner: string) => boolean): Item | undefined {
    for (const [owner, line] of this.waiting) {
      if (mayServe?.(owner) === false) continue;
      for (const item of line) {
        line.delete(item);
        this.count--;
        this.waiting.delete(owner);
        if (line.size > 0) this.waiting.set(owner, line);
        return item;
      }
    }
    return undefined;
  }
}
