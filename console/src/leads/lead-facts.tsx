import { useRef, useState } from 'preact/hooks';
import { api, dataOf, type Lead, type Schemas } from '../api/client';
import type { ApiError } from '../api/errors';
import { may } from '../app/session-state';
import { words } from '../ui/format';
import { ErrorNotice } from '../ui/notice';
import { say } from '../ui/toast';
import { Time } from '../ui/time';
import { asApiError } from '../ui/use-resource';
import { FIELDS, type FieldName } from './fields';

type Change = Schemas['UpdateLeadRequest'];

/** The facts that the lead is judged by; each is edited where it stands. */
export function LeadFacts({ lead, onChange }: { lead: Lead; onChange: (lead: Lead) => void }) {
  return (
    <section aria-label="Facts">
      <h3>Facts</h3>
      <dl class="facts">
        {FIELDS.map(({ name, label }) => (
          <Fact key={name} name={name} label={label} lead={lead} onChange={onChange} />
        ))}
        {Object.entries(lead.additional_data ?? {}).map(([name, value]) => (
          <div key={name}>
            <dt>{words(name)}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
        <div>
          <dt>Added</dt>
          <dd>
            <Time at={lead.created_at} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

interface FactProps {
  name: FieldName;
  label: string;
  lead: Lead;
  onChange: (lead: Lead) => void;
}

function Fact({ name, label, lead, onChange }: FactProps) {
  const [draft, setDraft] = useState<string>();
  const [error, setError] = useState<ApiError>();
  const value = lead[name] ?? '';

  const store = async (change: Change, version: number): Promise<Lead> => {
    const path = { id: lead.id };
    const header = { 'If-Match': `"${version}"` };
    const stored = await dataOf(api.PATCH('/api/v1/leads/{id}', { params: { path, header }, body: change }));
    onChange(stored);
    return stored;
  };
  const save = async () => {
    if (draft === undefined) return;
    const text = draft.trim();
    if (text === value) {
      close();
      return;
    }
    try {
      const stored = await store({ [name]: text === '' ? null : text }, lead.version);
      close();
      say(
        `${label} is saved.`,
        () => void store({ [name]: value === '' ? null : value }, stored.version).catch(setFailure),
      );
    } catch (failure) {
      setFailure(failure);
    }
  };
  const setFailure = (failure: unknown) => setError(asApiError(failure));
  /** Whether the field was edited just now, so that the focus goes back to it. */
  const wasEdited = useRef(false);
  const close = () => {
    wasEdited.current = true;
    setDraft(undefined);
    setError(undefined);
  };

  if (draft === undefined) {
    return (
      <div>
        <dt>{label}</dt>
        <dd>
          {may('leads:write') ? (
            <button
              type="button"
              class="fact"
              ref={(button) => {
                if (button !== null && wasEdited.current && document.activeElement === document.body) button.focus();
                wasEdited.current &&= button === null;
              }}
              aria-label={`Edit ${label}: ${value || 'add'}`}
              onClick={() => setDraft(value)}
            >
              {value || <span class="soft">add</span>}
            </button>
          ) : (
            value || <span class="soft">not given</span>
          )}
        </dd>
      </div>
    );
  }
  const props = {
    'aria-label': label,
    value: draft,
    ref: (element: HTMLElement | null) => {
      if (element !== null && document.activeElement?.closest('.facts') === null) element.focus();
    },
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) => setDraft(currentTarget.value),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        event.preventDefault();
        close();
      } else if (event.key === 'Enter' && (name !== 'notes' || event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        void save();
      }
    },
  };
  return (
    <div class="editing">
      <dt>{label}</dt>
      <dd>
        {name === 'notes' ? <textarea rows={4} autofocus {...props} /> : <input autofocus {...props} />}
        <div class="acts">
          <button type="button" class="primary" onClick={() => void save()}>
            Save
          </button>
          <button type="button" onClick={close}>
            Cancel
          </button>
        </div>
        {error !== undefined && <ErrorNotice error={error} />}
      </dd>
    </div>
  );
}
