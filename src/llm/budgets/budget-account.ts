import type { Budget, BudgetBank, BudgetClock, LeaseAnswer } from './budget-bank.js';
import { type BudgetPeriod, periodAt } from './budget-period.js';
import { type LedgerProgress, UnwrittenCosts } from './unwritten-costs.js';

/**
 * How a try to lease money ended: `taken`; `exceeded`, until the period ends; `reserved` by calls under way, which may cost
 * less; `retry` where another call's lease has come; `gone` where the budget was deleted.
 */
export type LeaseResult = 'taken' | 'exceeded' | 'reserved' | 'retry' | 'gone';

/**
 * One budget on one replica, in pico-USD. Money is reserved for a call before it is made, out of a lease and mostly without a
 * query, and settled by what it cost. A lease covers what is reserved, what is settled and not yet in the database, and what
 * is free.
 */
export class BudgetAccount {
  private period: BudgetPeriod;
  private leased = 0n;
  private reserved = 0n;
  private readonly unwritten: UnwrittenCosts;
  /** What the database counts, as far as it is known here; `undefined` before the first answer. */
  private spent: bigint | undefined;
  private isExceeded = false;
  /** By `clock.elapsed()`. */
  private expiresAt = 0;
  private leasing: Promise<LeaseResult> | undefined;
  /** There is one while a call waits. */
  private change: PromiseWithResolvers<undefined> | undefined;
  private wasUsed = false;
  private isUnreported = false;

  constructor(
    private budget: Budget,
    private readonly bank: BudgetBank,
    ledger: LedgerProgress,
    private readonly clock: BudgetClock,
  ) {
    this.unwritten = new UnwrittenCosts(ledger);
    this.period = this.currentPeriod();
  }

  get terms(): Budget {
    return this.budget;
  }

  /** When the next period begins. */
  get resetsAt(): Date {
    this.roll();
    return this.period.endsAt;
  }

  /** What is left as far as this replica knows; `undefined` until it has asked the database. */
  get remaining(): bigint | undefined {
    if (this.spent === undefined) return undefined;
    const left = this.budget.limitPicoUsd - this.spent - this.unwritten.sum;
    return left > 0n ? left : 0n;
  }

  /** Whether no call uses it, and the database has nothing to learn from it. */
  get isIdle(): boolean {
    const isInUse = this.wasUsed || this.leasing !== undefined || this.held !== 0n;
    return !isInUse && !this.isUnreported && this.leased <= 0n;
  }

  /** Resolves when a call was settled, whose reservation may have left something. */
  get changed(): Promise<void> {
    this.change ??= Promise.withResolvers();
    return this.change.promise;
  }

  /** Takes over newer terms; what is leased and known was so under the old ones. */
  adopt(budget: Budget): void {
    // Each key has its own copy of the terms for a while, and some are older than others.
    if (budget.updatedAt.getTime() <= this.budget.updatedAt.getTime()) return;
    this.budget = budget;
    this.begin(this.currentPeriod());
  }

  /** Reserves what a call may cost at most, without a query. @returns whether it could */
  take(estimate: bigint): boolean {
    this.wasUsed = true;
    this.roll();
    this.collect();
    const isCovered =
      this.budget.mode === 'warn'
        ? this.spent !== undefined
        : this.leased - this.held >= estimate && this.clock.elapsed() < this.expiresAt;
    if (isCovered || estimate === 0n) this.reserve(estimate);
    return isCovered || estimate === 0n;
  }

  /**
   * Reserves it by a query, in a hard budget. One lease at a time is asked for; a call that comes meanwhile waits for it.
   * @throws SalesAgentError where the database cannot be asked
   */
  async lease(estimate: bigint): Promise<LeaseResult> {
    this.roll();
    if (this.isExceeded) return 'exceeded';
    if (this.leasing !== undefined) {
      const result = await this.leasing;
      return result === 'taken' ? 'retry' : result;
    }
    return this.renew(estimate);
  }

  /** Reserves without money: a warning stops no call where the database cannot be asked. */
  reserve(estimate: bigint): void {
    this.reserved += estimate;
  }

  /** Ends a reservation. @param cost of its row in the ledger; 0 where the call was not made */
  settle(estimate: bigint, cost: bigint): void {
    this.reserved -= estimate;
    if (cost > 0n) {
      this.unwritten.add(cost);
      this.isUnreported = true;
    }
    this.change?.resolve(undefined);
    this.change = undefined;
  }

  /**
   * Renews the lease, learns what is spent, and gives back what is free if no call was made since the last time.
   * @throws SalesAgentError where the database cannot be asked
   */
  async sync(): Promise<void> {
    if (this.leasing !== undefined) return;
    this.roll();
    this.collect();
    if (!this.wasUsed) this.dropFree();
    this.wasUsed = false;
    this.isUnreported = false;
    try {
      await this.renew(0n);
    } catch (error) {
      this.isUnreported = true;
      throw error;
    }
    this.isUnreported ||= this.unwritten.sum > 0n;
  }

  /**
   * Gives back all that is free.
   * @throws SalesAgentError where the database cannot be asked
   */
  async giveBack(): Promise<void> {
    this.wasUsed = false;
    await this.sync();
  }

  /** What the lease must cover whatever else happens. */
  private get held(): bigint {
    return this.reserved + this.unwritten.sum;
  }

  private renew(needed: bigint): Promise<LeaseResult> {
    this.leasing = this.ask(needed).finally(() => {
      this.leasing = undefined;
    });
    return this.leasing;
  }

  private async ask(needed: bigint): Promise<LeaseResult> {
    const { period, budget } = this;
    const startedAt = this.clock.elapsed();
    // What is free of a lease that has expired may have been leased to others.
    if (startedAt >= this.expiresAt) this.dropFree();
    const { held, leased } = this;
    const free = leased > held ? leased - held : 0n;
    const isHard = budget.mode === 'hard';
    const amounts = isHard ? { held, free, needed } : { held: 0n, free: 0n, needed: 0n };
    const answer = await this.bank.lease({ budget, period, ...amounts });
    if (answer === undefined) return 'gone';
    // Its terms or its period have changed meanwhile.
    if (period !== this.period || budget !== this.budget) return 'retry';
    if (isHard) this.leased += held + free - leased + answer.added - answer.overdraft;
    this.expiresAt = startedAt + this.bank.leaseMs;
    return this.learn(answer, needed);
  }

  private learn({ spent, added }: LeaseAnswer, needed: bigint): LeaseResult {
    this.spent = spent;
    this.isExceeded = spent >= this.budget.limitPicoUsd;
    if (needed === 0n) return 'retry';
    if (added > 0n) {
      this.reserve(needed);
      return 'taken';
    }
    return this.isExceeded ? 'exceeded' : 'reserved';
  }

  /** Costs whose rows are written are no longer part of the lease: the database counts them as spent. */
  private collect(): void {
    const written = this.unwritten.takeWritten();
    this.leased -= written;
    if (this.spent !== undefined) this.spent += written;
  }

  private dropFree(): void {
    if (this.leased > this.held) this.leased = this.held;
  }

  private roll(): void {
    if (this.clock.now() >= this.period.endsAt.getTime()) this.begin(this.currentPeriod());
  }

  /** What is reserved and not written stays: it will be counted in this period. */
  private begin(period: BudgetPeriod): void {
    this.period = period;
    this.leased = 0n;
    this.spent = undefined;
    this.isExceeded = false;
    this.expiresAt = 0;
  }

  private currentPeriod(): BudgetPeriod {
    return periodAt(this.budget.period, this.budget.timeZone, new Date(this.clock.now()));
  }
}
