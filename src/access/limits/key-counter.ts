/** Counts what each of many, such as API keys, has under way on this replica. */
export class KeyCounter {
  private readonly running = new Map<string, number>();

  /**
   * @param limit most at the same time for one; 0 for no limit
   * @param exceeded the error of more
   */
  constructor(
    private readonly limit: number,
    private readonly exceeded: (limit: number) => Error,
  ) {}

  /**
   * Counts `amount` more.
   * @returns a function that ends the count; idempotent
   * @throws the error of the limit
   */
  enter(owner: string, amount = 1): () => void {
    this.check(owner, amount);
    this.running.set(owner, (this.running.get(owner) ?? 0) + amount);
    let isOver = false;
    return () => {
      if (!isOver) this.leave(owner, amount);
      isOver = true;
    };
  }

  /** @throws the error of the limit, if `amount` more would exceed it */
  check(owner: string, amount = 1): void {
    if (this.limit > 0 && (this.running.get(owner) ?? 0) + amount > this.limit) throw this.exceeded(this.limit);
  }

  private leave(owner: string, amount: number): void {
    const count = (this.running.get(owner) ?? amount) - amount;
    if (count > 0) this.running.set(owner, count);
    else this.running.delete(owner);
  }
}
