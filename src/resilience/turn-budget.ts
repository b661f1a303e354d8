import { setImmediate as nextTurn } from 'node:timers/promises';

/** What one turn of the event loop works off, shared by all whose input comes as fast as it is read. */
export class TurnBudget {
  private used = 0;
  private isCounting = false;

  /** @param max units of work, such as bytes, that are started in one turn */
  constructor(private readonly max: number) {}

  /** @returns whether so much work may start in this turn; one piece always may, however large it is */
  take(units: number): boolean {
    if (this.used > 0 && this.used + units > this.max) return false;
    this.used += units;
    if (!this.isCounting) {
      this.isCounting = true;
      setImmediate(() => {
        this.used = 0;
        this.isCounting = false;
      });
    }
    return true;
  }

  /** Waits for a turn in which so much work may start. */
  async wait(units: number): Promise<void> {
    while (!this.take(units)) await nextTurn();
  }
}
