/** Counts what each API key has under way on this replica. */
export class KeyCounter {
  private readonly running = new Map<string, number>();

  /**
   * @param limit most at the same time for one key; 0 for no limit
   * @param exceeded the error of one more
   */
  constructor(
    private readonly limit: number,
    private readonly exceeded: (limit: number) => Error,
  ) {}

  /**
   * Counts one more.
   * @returns a function that ends the count; idempotent
   * @throws the error of the limit
   */
  enter(keyId: string): () => void {
    const count = this.running.get(keyId) ?? 0;
    if (this.limit > 0 && count >= this.limit) throw this.exceeded(this.limit);
    this.running.set(keyId, count + 1);
    let isOver = false;
    return () => {
      if (!isOver) this.leave(keyId);
      isOver = true;
    };
  }

  private leave(keyId: string): void {
    const count = (this.running.get(keyId) ?? 1) - 1;
    if (count > 0) this.running.set(keyId, count);
    else this.running.delete(keyId);
  }
}
