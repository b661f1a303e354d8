import { useState } from 'preact/hooks';
import { api, dataOf, type Lead } from '../api/client';
import type { ApiError } from '../api/errors';
import { Dialog } from '../ui/dialog';
import { ErrorNotice } from '../ui/notice';
import { asApiError } from '../ui/use-resource';
import { FIELDS } from './fields';

/** Takes one lead in by hand; only the company is needed. */
export default function NewLead({ onClose, onAdded }: { onClose: () => void; onAdded: (lead: Lead) => void }) {
  const [values, setValues] = useState<Record<string, string>>({});
  const [error, setError] = useState<ApiError>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));
    try {
      onAdded(await dataOf(api.POST('/api/v1/leads', { body: { company_name: '', ...given } })));
    } catch (failure) {
      setError(asApiError(failure));
      setBusy(false);
    }
  };
  return (
    <Dialog title="Add a lead" onClose={onClose}>
      <form class="fields" onSubmit={(event) => void submit(event)}>
        {FIELDS.map(({ name, label }) => (
          <label key={name} class={name === 'notes' ? 'full' : undefined}>
            {label}
            {name === 'company_name' && <span class="soft"> (needed)</span>}
            {name === 'notes' ? (
              <textarea
                rows={3}
                value={values[name] ?? ''}
                onInput={({ currentTarget }) => setValues({ ...values, [name]: currentTarget.value })}
              />
            ) : (
              <input
                required={name === 'company_name'}
                autofocus={name === 'company_name'}
                value={values[name] ?? ''}
                onInput={({ currentTarget }) => setValues({ ...values, [name]: currentTarget.value })}
              />
            )}
          </label>
        ))}
        {error !== undefined && (
          <div class="full">
            <ErrorNotice error={error} />
          </div>
        )}
        <div class="acts end full">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={isBusy}>
            Add the lead
          </button>
        </div>
      </form>
    </Dialog>
  );
}
