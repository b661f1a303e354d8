import { Injectable, Logger } from '@nestjs/common';
import { fromPicoUsd } from '../providers/answers/price.js';
import type { Budget } from './budget-bank.js';

/** Shares of a limit that are announced, in percent. */
export type Threshold = 80 | 100;

const EVENTS: Record<Threshold, 'budget.warning' | 'budget.exceeded'> = {
  80: 'budget.warning',
  100: 'budget.exceeded',
};

/** The highest announced share that `spent` has reached; `undefined` for less than the first. */
export function reachedBy(spent: bigint, limit: bigint): Threshold | undefined {
  if (spent >= limit) return 100;
  return spent * 100n >= limit * 80n ? 80 : undefined;
}

/** The one place that learns when a budget reaches 80 % and 100 %: once in each period, on one of the replicas. */
@Injectable()
export class BudgetAnnouncer {
  private readonly logger = new Logger(BudgetAnnouncer.name);

  announce({ id, workspaceId, keyId, period, limitPicoUsd }: Budget, spent: bigint, reached: Threshold): void {
    this.logger.warn(
      {
        ...{ event: EVENTS[reached], budget_id: id, workspace_id: workspaceId, key_id: keyId, period },
        ...{ limit_usd: fromPicoUsd(limitPicoUsd), spent_usd: fromPicoUsd(spent) },
      },
      `A budget has reached ${reached} % of its limit`,
    );
  }
}
