import { api, dataOf, type Schemas } from '../api/client';
import { may } from '../app/session-state';
import { confirm } from '../ui/dialog';
import { exactTime, shortDay, usd } from '../ui/format';
import { ErrorNotice } from '../ui/notice';
import { complain } from '../ui/toast';
import { useResource } from '../ui/use-resource';
import { BudgetForm } from './budget-form';

type Budget = Schemas['BudgetResponse'];

export function Budgets() {
  const budgets = useResource(() => dataOf(api.GET('/api/v1/llm/budgets', { params: { query: { limit: 100 } } })), []);
  const keys = useResource(loadKeys, []);
  const data = budgets.data?.data;
  return (
    <section aria-label="Budgets">
      <h2 class="caption">Budgets</h2>
      {budgets.error !== undefined && <ErrorNotice error={budgets.error} onRetry={budgets.reload} />}
      {data?.length === 0 && <p class="soft">No budget is set, so nothing limits what is spent.</p>}
      <div class="cards">
        {data?.map((budget) => (
          <BudgetCard
            key={budget.key_id ?? ''}
            budget={budget}
            keyName={keys.data?.find(({ id }) => id === budget.key_id)?.name}
            onChange={budgets.reload}
          />
        ))}
      </div>
      {may('admin') && data !== undefined && (
        <BudgetForm budgets={data} keys={keys.data ?? []} onChange={budgets.reload} />
      )}
    </section>
  );
}

/** Keys that a budget can be for; only an admin may list them. */
async function loadKeys(): Promise<Schemas['ApiKeyResponse'][]> {
  if (!may('admin')) return [];
  const { data } = await dataOf(api.GET('/api/v1/api-keys', { params: { query: { limit: 100 } } }));
  return data;
}

interface CardProps {
  budget: Budget;
  keyName: string | undefined;
  onChange: () => void;
}

function BudgetCard({ budget, keyName, onChange }: CardProps) {
  const limit = Number(budget.limit_usd);
  const spent = Number(budget.spent_usd);
  const share = limit === 0 ? 1 : spent / limit;
  const name = budget.key_id === null ? 'Workspace' : `Key ${keyName ?? budget.key_id}`;
  const remove = async () => {
    const text = `The limit of ${usd(limit)} a ${budget.period} is removed. What was spent stays in the ledger.`;
    if (!(await confirm({ title: 'Remove the budget?', text, action: 'Remove the budget' }))) return;
    try {
      if (budget.key_id === null) await api.DELETE('/api/v1/llm/budgets/workspace');
      else await api.DELETE('/api/v1/llm/budgets/keys/{id}', { params: { path: { id: budget.key_id } } });
      onChange();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <section class="card">
      <h2>{name}</h2>
      <p>
        {usd(spent)} of {usd(limit)} this {budget.period}
      </p>
      <div
        class="meter"
        role="meter"
        aria-label={`Spent of ${name}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, Math.round(share * 100))}
      >
        <i class={share >= 1 ? 'over' : undefined} style={{ width: `${Math.min(100, share * 100)}%` }} />
      </div>
      <p class="soft small" title={exactTime(budget.resets_at)}>
        {forecast(budget)}
      </p>
      {may('admin') && (
        <div class="acts">
          <button type="button" class="danger" onClick={() => void remove()}>
            Remove
          </button>
        </div>
      )}
    </section>
  );
}

/** When it will be used up, if spending goes on as it did since the period began. */
function forecast({ exceeded, mode, ...budget }: Budget, now = Date.now()): string {
  const starts = new Date(budget.starts_at).getTime();
  const resets = new Date(budget.resets_at).getTime();
  const next = `starts again on ${shortDay(budget.resets_at)}`;
  if (exceeded)
    return mode === 'hard' ? `Used up: calls are refused, until it ${next}` : `Used up, calls go on; ${next}`;
  const rate = Number(budget.spent_usd) / (now - starts);
  const end = now + Number(budget.remaining_usd) / rate;
  if (rate > 0 && end < resets) return `At this pace used up on ${shortDay(new Date(end))}; ${next}`;
  return `Lasts at this pace; ${next}`;
}
