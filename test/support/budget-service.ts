import { beforeAll, beforeEach } from 'vitest';
import { LedgerQueue } from '../../src/llm/ledger/ledger-queue.service.js';
import { bearing, clientOf, issueKey, type KeyHolder, makeWorkspace } from './callers.js';
import { useLlmService } from './llm-service.js';
import { until } from './until.js';

export const BUDGETS_PATH = '/api/v1/llm/budgets';

/** Who calls: the owner of the service, and an admin and a user of a workspace that each test has for itself. */
interface Callers {
  operator: KeyHolder;
  admin: KeyHolder;
  user: KeyHolder;
}

/** A service with language models, and what sets budgets of a new workspace and spends them. */
export function useBudgetService() {
  const service = useLlmService({ LLM_BUDGET_WAIT_MS: '1500' });
  const callers = {} as Callers;

  beforeAll(async () => {
    callers.operator = await issueKey(service);
  });

  beforeEach(async () => {
    service.reset();
    const workspace = await makeWorkspace(service.database);
    callers.admin = await issueKey(service, { workspace });
    callers.user = await issueKey(service, {
      workspace,
      scopes: ['llm:use', 'leads:write', 'leads:read', 'usage:read'],
    });
  });

  const asAdmin = () => clientOf(service.url, callers.admin);
  const ledgerWritten = () => until(() => service.app.get(LedgerQueue, { strict: false }).depth === 0);

  return {
    service,
    callers,
    /** Sets the budget of the workspace, or of `keys/<id>`. */
    limit: (owner: string, limit_usd: string, more: object = {}) =>
      asAdmin()
        .put(`${BUDGETS_PATH}/${owner}`)
        .send({ limit_usd, period: 'day', ...more }),
    chat: (body: object = {}, holder = callers.user) => service.chat({ model: 'runpod', ...body }, bearing(holder)),
    spentOf: async (owner: string): Promise<string> => {
      await ledgerWritten();
      return (await asAdmin().get(`${BUDGETS_PATH}/${owner}`)).body.spent_usd as string;
    },
    /** What the ledger holds of the workspace, in pico-USD. */
    ledgerSum: async (): Promise<bigint> => {
      await ledgerWritten();
      const [row] = await service.database.query<{ sum: string }>(
        'SELECT COALESCE(sum(cost_pico_usd), 0)::text AS sum FROM llm_calls WHERE workspace_id = $1',
        [callers.admin.workspace],
      );
      return BigInt(row!.sum);
    },
  };
}
