import { useState } from 'preact/hooks';
import { api, type Schemas } from '../api/client';
import type { ApiError } from '../api/errors';
import { usd } from '../ui/format';
import { ErrorNotice } from '../ui/notice';
import { say } from '../ui/toast';
import { asApiError } from '../ui/use-resource';

type Budget = Schemas['BudgetResponse'];

interface Props {
  budgets: readonly Budget[];
  keys: readonly Schemas['ApiKeyResponse'][];
  onChange: () => void;
}

/** Sets the budget of the workspace, or of a key; one that is there already is replaced. */
export function BudgetForm({ budgets, keys, onChange }: Props) {
  const [owner, setOwner] = useState('');
  const [limit, setLimit] = useState('');
  const [period, setPeriod] = useState<Budget['period']>('month');
  const [mode, setMode] = useState<Budget['mode']>('hard');
  const [error, setError] = useState<ApiError>();
  const now = budgets.find(({ key_id: key }) => (key ?? '') === owner);
  const submit = async (event: Event) => {
    event.preventDefault();
    setError(undefined);
    const body = { limit_usd: limit.replace(/[\s$,]/g, ''), period, mode, time_zone: now?.time_zone ?? timeZone() };
    try {
      if (owner === '') await api.PUT('/api/v1/llm/budgets/workspace', { body });
      else await api.PUT('/api/v1/llm/budgets/keys/{id}', { params: { path: { id: owner } }, body });
      say(`The limit is ${usd(body.limit_usd)} a ${period}.`);
      setLimit('');
      onChange();
    } catch (failure) {
      setError(asApiError(failure));
    }
  };
  return (
    <form class="inline" onSubmit={(event) => void submit(event)}>
      <label>
        Budget of
        <select value={owner} onChange={({ currentTarget }) => setOwner(currentTarget.value)}>
          <option value="">the workspace</option>
          {keys
            .filter(({ revoked_at: revoked }) => revoked === null)
            .map(({ id, name }) => (
              <option key={id} value={id}>
                key {name}
              </option>
            ))}
        </select>
      </label>
      <label>
        in USD
        <input
          inputMode="decimal"
          required
          placeholder={now?.limit_usd ?? '25.00'}
          value={limit}
          onInput={({ currentTarget }) => setLimit(currentTarget.value)}
        />
      </label>
      <label>
        for each
        <select value={period} onChange={({ currentTarget }) => setPeriod(currentTarget.value as Budget['period'])}>
          <option value="month">month</option>
          <option value="day">day</option>
        </select>
      </label>
      <label>
        at the limit
        <select value={mode} onChange={({ currentTarget }) => setMode(currentTarget.value as Budget['mode'])}>
          <option value="hard">refuse calls</option>
          <option value="warn">only warn</option>
        </select>
      </label>
      <button type="submit">{now === undefined ? 'Set' : 'Change'}</button>
      {error !== undefined && <ErrorNotice error={error} />}
    </form>
  );
}

/** Days and months begin here. */
function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
