import type { BudgetAccount } from './budget-account.js';

/** Money that is reserved for one attempt, in each budget that it counts against. */
export class Reservation {
  private readonly accounts: BudgetAccount[] = [];
  private isSettled = false;

  /** @param estimate what the attempt may cost at most, in pico-USD */
  constructor(private estimate: bigint) {}

  add(account: BudgetAccount): void {
    this.accounts.push(account);
  }

  /** Gives back what the attempt cannot cost any more, while its tokens are counted. @param most in pico-USD */
  lower(most: bigint): void {
    const unused = this.estimate - most;
    if (this.isSettled || unused <= 0n) return;
    this.estimate = most;
    for (const account of this.accounts) account.settle(unused, 0n);
  }

  /**
   * Ends it, once the attempt's row is in the ledger's queue. Idempotent.
   * @param cost of that row, in pico-USD; 0 where no attempt was made
   */
  settle(cost: bigint): void {
    if (this.isSettled) return;
    this.isSettled = true;
    for (const account of this.accounts) account.settle(this.estimate, cost);
  }

  /** What is left of the tightest budget as far as this replica knows, in pico-USD. */
  get remaining(): bigint | undefined {
    let least: bigint | undefined;
    for (const { remaining } of this.accounts) {
      if (remaining !== undefined && (least === undefined || remaining < least)) least = remaining;
    }
    return least;
  }
}
