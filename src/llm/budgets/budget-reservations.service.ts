import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { withTimeout } from '../../resilience/timeout.js';
import { BudgetExceededError } from '../llm.errors.js';
import { fromPicoUsd } from '../providers/answers/price.js';
import { ApplyingBudgets } from './applying-budgets.service.js';
import type { BudgetAccount } from './budget-account.js';
import { BudgetAccounts } from './budget-accounts.service.js';
import type { Budget } from './budget-bank.js';
import { BudgetSettings } from './budgets.settings.js';
import { Reservation } from './reservation.js';

/** How long a call waits to learn what is left of a budget that only warns, in ms. */
const WARNING_WAIT_MS = 250;
/** How often a call that waits asks whether other replicas have left something, in ms. */
const ASK_EVERY_MS = 100;

/** How long a call may wait for money. */
export interface ReservationLimits {
  /** Aborted when the caller has disconnected. */
  signal: AbortSignal;
  /** When the answer becomes useless, by `performance.now()`. */
  deadlineAt: number;
}

/** Reserves what an attempt may cost at most, in each budget that it counts against, before the attempt is made. */
@Injectable()
export class BudgetReservations {
  constructor(
    private readonly applying: ApplyingBudgets,
    private readonly accounts: BudgetAccounts,
    private readonly settings: BudgetSettings,
  ) {}

  /**
   * The budgets that the calls of a key count against.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError where they are not known, and the database is away
   */
  applyingTo(workspace: WorkspaceId, keyId: string | null): readonly Budget[] | Promise<readonly Budget[]> {
    const found = this.applying.of(workspace, keyId);
    return found instanceof Promise ? found.then(({ value }) => value) : found.value;
  }

  /**
   * @param estimate in pico-USD
   * @throws BudgetExceededError; of hard budgets, DatabaseConnectionError and its kind while the database is away
   */
  reserve(budgets: readonly Budget[], estimate: bigint, limits: ReservationLimits): Reservation | Promise<Reservation> {
    const reservation = new Reservation(estimate);
    for (const [index, budget] of budgets.entries()) {
      const account = this.accounts.of(budget);
      // Nearly always there is enough, and nothing to wait for.
      if (!account.take(estimate)) return this.reserveRest(reservation, budgets.slice(index), estimate, limits);
      reservation.add(account);
    }
    return reservation;
  }

  private async reserveRest(
    reservation: Reservation,
    budgets: readonly Budget[],
    estimate: bigint,
    limits: ReservationLimits,
  ): Promise<Reservation> {
    try {
      for (const budget of budgets) {
        const account = this.accounts.of(budget);
        if (account.take(estimate) || (await this.reserveIn(account, estimate, limits))) reservation.add(account);
      }
    } catch (error) {
      reservation.settle(0n);
      throw error;
    }
    return reservation;
  }

  /** @returns whether the budget still exists */
  private async reserveIn(account: BudgetAccount, estimate: bigint, limits: ReservationLimits): Promise<boolean> {
    if (account.terms.mode === 'hard') return this.reserveHard(account, estimate, limits);
    // A warning is not worth a failed call: where the database does not answer, the call goes on.
    const learned = account.sync().catch(() => undefined);
    await withTimeout(learned, WARNING_WAIT_MS, () => undefined);
    account.reserve(estimate);
    return true;
  }

  private async reserveHard(
    account: BudgetAccount,
    estimate: bigint,
    { signal, deadlineAt }: ReservationLimits,
  ): Promise<boolean> {
    const until = Math.min(performance.now() + this.settings.waitMs, deadlineAt);
    for (;;) {
      const result = account.take(estimate) ? 'taken' : await account.lease(estimate);
      if (result === 'taken') return true;
      if (result === 'gone') return false;
      if (result === 'exceeded') throw exceeded(account, false);
      if (result === 'retry') continue;
      const leftMs = until - performance.now();
      if (leftMs <= 0 || signal.aborted) throw exceeded(account, true);
      await withTimeout(account.changed, Math.min(leftMs, ASK_EVERY_MS), () => undefined);
    }
  }
}

function exceeded({ terms, resetsAt }: BudgetAccount, isReserved: boolean): BudgetExceededError {
  const { keyId, limitPicoUsd, period, timeZone: time_zone } = terms;
  const scope = keyId === null ? 'workspace' : 'key';
  return new BudgetExceededError({
    ...{ scope, limit_usd: fromPicoUsd(limitPicoUsd), period, time_zone, resetsAt, isReserved },
  });
}
