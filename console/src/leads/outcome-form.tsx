import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../api/errors';
import { ErrorNotice } from '../ui/notice';
import { asApiError } from '../ui/use-resource';
import type { NewOutcome, Outcome } from './outcomes';

interface Props {
  outcome: NewOutcome['outcome'];
  /** What was said before, where it is changed. */
  before?: Pick<Outcome, 'at' | 'value_usd' | 'reason'> | undefined;
  /** The button that records it, such as `Mark 3 leads as won`. */
  action: string;
  onRecord: (outcome: NewOutcome) => Promise<void>;
  onCancel: () => void;
}

/** When a deal ended, what it is worth, and why: all of it may be left as it is. */
export function OutcomeForm({ outcome, before, action, onRecord, onCancel }: Props) {
  const [day, setDay] = useState(dayOf(before?.at ?? undefined));
  const [value, setValue] = useState(before?.value_usd ?? '');
  const [reason, setReason] = useState(before?.reason ?? '');
  const [error, setError] = useState<ApiError>();
  const [isBusy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await onRecord({ outcome, at: momentOf(day), value_usd: amountOf(value), reason: reason.trim() || null });
    } catch (failure) {
      setError(asApiError(failure));
      setBusy(false);
    }
  };
  return (
    <form
      class="outcome-form"
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        event.preventDefault();
        onCancel();
      }}
    >
      <label>
        On
        <input
          type="date"
          required
          max={dayOf()}
          value={day}
          onInput={({ currentTarget }) => setDay(currentTarget.value)}
        />
      </label>
      <label>
        Value in USD
        <input
          ref={first}
          inputMode="decimal"
          placeholder={outcome === 'won' ? '12,500' : 'not needed'}
          value={value}
          onInput={({ currentTarget }) => setValue(currentTarget.value)}
        />
      </label>
      <label class="full">
        Why
        <input
          maxLength={500}
          placeholder={outcome === 'won' ? 'Chose us for the integration' : 'No budget this year'}
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </label>
      {error !== undefined && (
        <div class="full">
          <ErrorNotice error={error} />
        </div>
      )}
      <div class="acts full">
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? 'Saving…' : action}
        </button>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}

/** The day of a time here, as the field has it; by default today. */
function dayOf(time?: string): string {
  const date = time === undefined ? new Date() : new Date(time);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Today is now; another day counts as its noon here, which is the same day in most of the world. */
function momentOf(day: string): string | null {
  return day === dayOf() ? null : new Date(`${day}T12:00:00`).toISOString();
}

/** `$12,500` as the API has amounts. */
function amountOf(text: string): string | null {
  const amount = text.replace(/[\s$,']/g, '');
  return amount === '' ? null : amount;
}
