import type { WorkspaceId } from '../../src/database/workspace-id.js';
import { BudgetAccount } from '../../src/llm/budgets/budget-account.js';
import type { Budget, BudgetBank, BudgetClock, LeaseAnswer, LeaseRequest } from '../../src/llm/budgets/budget-bank.js';
import { grantFor } from '../../src/llm/budgets/budget-grant.js';

/** How long a lease holds. */
export const LEASE_MS = 60_000;
export const DAY_MS = 86_400_000;
export const MIDNIGHT = Date.parse('2026-11-28T00:00:00Z');

/** A budget of a day. */
export const TERMS = {
  ...{ workspaceId: 'w' as WorkspaceId, id: 'b', keyId: null, period: 'day', timeZone: 'UTC', mode: 'hard' },
  ...{ limitPicoUsd: 1_000n, updatedAt: new Date(0) },
} as const satisfies Budget;

/** Stands still, but for what a test adds to `passed`. */
export class Clock implements BudgetClock {
  passed = 0;
  now = () => MIDNIGHT + this.passed;
  elapsed = () => this.passed;
}

/** What PostgreSQL keeps: the ledger's rows, and the leases of replicas. Answers arrive when `deliver` is called. */
export class Bank {
  readonly leaseMs = LEASE_MS;
  readonly waiting: (() => void)[] = [];
  readonly leases = new Map<string, { picoUsd: bigint; period: number; expiresAt: number }>();
  readonly spent = new Map<number, bigint>();
  asked = 0;
  isAway = false;

  constructor(
    private readonly clock: Clock,
    private readonly deliversAtOnce = true,
  ) {}

  of(replica: string): BudgetBank {
    return { leaseMs: LEASE_MS, lease: (request) => this.lease(replica, request) };
  }

  spentIn(period: number): bigint {
    return this.spent.get(period) ?? 0n;
  }

  add(cost: bigint): void {
    const period = MIDNIGHT + Math.floor(this.clock.passed / DAY_MS) * DAY_MS;
    this.spent.set(period, this.spentIn(period) + cost);
  }

  private lease(replica: string, { budget, period, ...asked }: LeaseRequest): Promise<LeaseAnswer> {
    this.asked++;
    if (this.isAway) return Promise.reject(new Error('away'));
    const start = period.startsAt.getTime();
    const others = [...this.leases].filter(
      ([name, lease]) => name !== replica && lease.period === start && lease.expiresAt > this.clock.passed,
    );
    const leased = others.reduce((sum, [, { picoUsd }]) => sum + picoUsd, 0n);
    const spent = this.spentIn(start);
    const grant = grantFor({ limit: budget.limitPicoUsd, spent, leased, ...asked });
    const lease = {
      picoUsd: asked.held + asked.free + grant.added,
      period: start,
      expiresAt: this.clock.passed + LEASE_MS,
    };
    this.leases.set(replica, lease);
    const { promise, resolve } = Promise.withResolvers<LeaseAnswer>();
    this.waiting.push(() => {
      resolve({ spent, ...grant });
    });
    if (this.deliversAtOnce) this.deliver();
    return promise;
  }

  deliver(): void {
    this.waiting.shift()?.();
  }
}

export interface Call {
  estimate: bigint;
  cost: bigint;
}

/** A process: its account, its calls under way, and its queue of rows. */
export class Replica {
  recorded = 0;
  completed = 0;
  readonly account: BudgetAccount;
  calls: Call[] = [];
  rows: bigint[] = [];
  isDead = false;

  constructor(
    name: string,
    private readonly bank: Bank,
    clock: Clock,
    terms: Budget = TERMS,
  ) {
    this.account = new BudgetAccount(terms, bank.of(name), this, clock);
  }

  /** As a caller does, but for the waits. @returns how it ended */
  async call(call: Call): Promise<string> {
    for (let tries = 0; tries < 5 && !this.isDead; tries++) {
      const result = this.account.take(call.estimate) ? 'taken' : await this.account.lease(call.estimate);
      if (result === 'retry') continue;
      if (result === 'taken') this.calls.push(call);
      return result;
    }
    return 'retry';
  }

  finish(index = 0): void {
    const [call] = this.calls.splice(index % (this.calls.length || 1), 1);
    if (call === undefined) return;
    this.rows.push(call.cost);
    this.recorded++;
    this.account.settle(call.estimate, call.cost);
  }

  write(): void {
    for (const cost of this.rows.splice(0)) this.bank.add(cost);
    this.completed = this.recorded;
  }

  get unwritten(): bigint {
    return this.rows.reduce((sum, cost) => sum + cost, 0n);
  }
}
