import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { withTimeout } from '../../resilience/timeout.js';
import { runOutsideRequests } from '../../telemetry/request-context.js';
import { LedgerQueue } from '../ledger/ledger-queue.service.js';
import { BudgetAccount } from './budget-account.js';
import { BudgetAnnouncer } from './budget-announcer.service.js';
import type { Budget, BudgetBank, BudgetClock, LeaseAnswer, LeaseRequest } from './budget-bank.js';
import { BudgetLeasesRepository } from './budget-leases.repository.js';

/** Accounts that are synchronized at the same time. */
const AT_ONCE = 8;
const SHUTDOWN_MS = 2_000;

const CLOCK: BudgetClock = { now: () => Date.now(), elapsed: () => performance.now() };

/** The accounts of this replica, one for each budget in use. */
@Injectable()
export class BudgetAccounts implements BudgetBank, OnApplicationShutdown {
  private readonly accounts = new Map<string, BudgetAccount>();
  private syncing: Promise<void> | undefined;

  constructor(
    private readonly leases: BudgetLeasesRepository,
    private readonly announcer: BudgetAnnouncer,
    private readonly ledger: LedgerQueue,
  ) {}

  get leaseMs(): number {
    return this.leases.leaseMs;
  }

  /** The account of a budget, under its present terms. */
  of(budget: Budget): BudgetAccount {
    let account = this.accounts.get(budget.id);
    if (account === undefined) {
      account = new BudgetAccount(budget, this, this.ledger, CLOCK);
      this.accounts.set(budget.id, account);
    } else {
      account.adopt(budget);
    }
    return account;
  }

  async lease(request: LeaseRequest): Promise<LeaseAnswer | undefined> {
    // One call of many waits for it, and it must not count as the wait of that one.
    const answer = await runOutsideRequests(() => this.leases.lease(request));
    if (answer === undefined) this.accounts.delete(request.budget.id);
    if (answer?.reached !== undefined) this.announcer.announce(request.budget, answer.spent, answer.reached);
    return answer;
  }

  /** Gives back what is not reserved; the rest ends by itself, as all of it does where the database is away. */
  async onApplicationShutdown(): Promise<void> {
    const ends = [...this.accounts.values()].map((account) => account.giveBack());
    await withTimeout(Promise.allSettled(ends), SHUTDOWN_MS, () => undefined);
  }

  /**
   * Renews the leases in use, gives back those that are not, and learns what is spent.
   * @throws SalesAgentError where the database cannot be asked
   */
  async renew(): Promise<void> {
    this.syncing ??= this.syncAll().finally(() => {
      this.syncing = undefined;
    });
    await this.syncing;
  }

  private async syncAll(): Promise<void> {
    const accounts = [...this.accounts.values()];
    let failure: unknown;
    for (let first = 0; first < accounts.length; first += AT_ONCE) {
      const results = await Promise.allSettled(accounts.slice(first, first + AT_ONCE).map((one) => this.sync(one)));
      failure ??= results.find((result) => result.status === 'rejected')?.reason;
    }
    if (failure !== undefined) throw failure as Error;
  }

  private async sync(account: BudgetAccount): Promise<void> {
    if (account.isIdle) this.accounts.delete(account.terms.id);
    else await account.sync();
  }
}
