import { SalesAgentError } from '../../errors/sales-agent.error.js';

export class BudgetNotFoundError extends SalesAgentError {
  static readonly errorCode = 'BUDGET_NOT_FOUND';
  static readonly kind = 'not_found';
  static readonly meaning = 'This workspace or API key has no budget.';

  /** @param keyId `null` for the budget of the workspace */
  constructor(keyId: string | null) {
    super(
      keyId === null ? 'This workspace has no budget' : `API key ${keyId} has no budget`,
      keyId === null ? {} : { api_key_id: keyId },
    );
  }
}
