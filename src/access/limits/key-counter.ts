/** Counts what each API key has under way on this replica, such as requests or the bytes of their bodies. */
export class KeyCounter {
  private readonly running = new Map<string, number>();

  /**
   * @param limit most at the same time for one key; 0 for no limit
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
  enter(keyId: string, amount = 1): () => void {
    this.check(keyId, amount);
    this.running.set(keyId, (this.running.get(keyId) ?? 0) + amount);
    let isOver = false;
    return () => {
      if (!isOver) this.leave(keyId, amount);
      isOver = true;
    };
  }

  /** @throws the error of the limit, if `amount` more would exceed it */
  check(keyId: string, amount = 1): void {
    if (this.limit > 0 && (this.running.get(keyId) ?? 0) + amount > this.limit) throw this.exceeded(this.limit);
  }

  private leave(keyId: string, amount: number): void {
    const count = (this.running.get(keyId) ?? amount) - amount;
    if (count > 0) this.running.set(keyId, count);
    else this.running.delete(keyId);
  }
}
