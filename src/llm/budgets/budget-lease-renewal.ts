import { Injectable } from '@nestjs/common';
import { PeriodicWork } from '../../lifecycle/periodic-work.js';
import { BudgetAccounts } from './budget-accounts.service.js';

/** Renews the leases of this replica several times within the shortest lease, and gives unused ones back. */
@Injectable()
export class BudgetLeaseRenewal extends PeriodicWork {
  protected readonly everyMs = 4_000;
  protected readonly failureMessage = 'Could not renew the leases of budgets';

  constructor(private readonly accounts: BudgetAccounts) {
    super();
  }

  protected work(): Promise<void> {
    return this.accounts.renew();
  }
}
