import { IntegerSetting } from '../../config/setting.decorators.js';

/** How replicas share budgets. The budgets themselves are set over the API. */
export class BudgetSettings {
  static readonly title = 'Budgets';

  @IntegerSetting(
    'LLM_BUDGET_LEASE_SECONDS',
    'How long the money that a replica has leased from a budget stays its own, unless it renews the lease. After a crash it comes back after this time.',
    15,
    3_600,
  )
  readonly leaseSeconds: number = 60;

  @IntegerSetting(
    'LLM_BUDGET_WAIT_MS',
    'Longest wait of a call, in ms, while what is left of a budget is reserved by calls under way; then it is refused.',
    0,
    60_000,
  )
  readonly waitMs: number = 2_000;
}
