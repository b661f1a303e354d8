import type { BudgetEntity } from './budget.entity.js';
import type { BudgetPeriod } from './budget-period.js';

/** A budget as replicas use it. */
export type Budget = Pick<
  BudgetEntity,
  'workspaceId' | 'id' | 'keyId' | 'period' | 'timeZone' | 'mode' | 'updatedAt'
> & {
  readonly limitPicoUsd: bigint;
};

/** What a replica asks for, in pico-USD. */
export interface LeaseRequest {
  readonly budget: Budget;
  readonly period: BudgetPeriod;
  /** What it has reserved for calls, or settled without a row in the database yet. */
  readonly held: bigint;
  /** What it has leased besides, and keeps. */
  readonly free: bigint;
  /** What its next call may cost at most; 0 to renew the lease alone. */
  readonly needed: bigint;
}

/** What it gets, in pico-USD. */
export interface LeaseAnswer {
  /** The rows of the ledger in this period. */
  readonly spent: bigint;
  /** On top of what it keeps. */
  readonly added: bigint;
  /** The part of the lease that exceeds the limit: reserved for calls under way, it is not there for others. */
  readonly overdraft: bigint;
}

/** Where replicas lease money from: PostgreSQL, or a double in tests. */
export interface BudgetBank {
  /** How long a lease lasts that is not renewed, in ms. */
  readonly leaseMs: number;
  /**
   * Sets this replica's lease to what it keeps and what is added.
   * @returns `undefined` where the budget does not exist any more
   * @throws SalesAgentError where the database cannot be asked
   */
  lease(request: LeaseRequest): Promise<LeaseAnswer | undefined>;
}

/** Both in ms. */
export interface BudgetClock {
  /** Unix time. */
  now(): number;
  /** Time that only grows. */
  elapsed(): number;
}
