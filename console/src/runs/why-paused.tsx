import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { linkTo } from '../app/route';
import { may } from '../app/session-state';
import { usd } from '../ui/format';
import { Time } from '../ui/time';
import type { Run } from './run';
import { useActions } from './run-actions';
import { isAmount } from './run-request';

interface Props {
  run: Run;
  onChange: (run: Run) => void;
}

/** Why a run stands still, and what to do about it. */
export function WhyPaused({ run, onChange }: Props) {
  if (run.state !== 'paused' || run.pause_reason === null) return null;
  return (
    <div class="notice warn" role="status">
      {REASONS[run.pause_reason](run)}
      {run.pause_reason === 'max_cost' && may('leads:write') && <RaiseLimit run={run} onChange={onChange} />}
    </div>
  );
}

const REASONS: Record<NonNullable<Run['pause_reason']>, (run: Run) => ComponentChildren> = {
  requested: () => <p>Paused by a user. Press Resume, and it goes on where it was.</p>,
  budget: (run) => (
    <p>
      A budget is used up, so that no model is called. Raise it under <a href={linkTo('spend')}>Spend</a> and press
      Resume.
      <GoesOn run={run} />
    </p>
  ),
  max_cost: (run) => (
    <p>
      The next lead could cost more than the limit of this run, {usd(run.max_cost_usd ?? 0)}. Raise the limit to go on,
      or cancel the run; the scores that are made stay.
    </p>
  ),
  outage: (run) => (
    <p>
      No provider answers. Look under <a href={linkTo('providers')}>Providers</a> what they say. No lead is lost.
      <GoesOn run={run} />
    </p>
  ),
  api_key: () => (
    <p>
      The API key that pays for this run was revoked, has expired, or may use no model any more. Cancel this run, and{' '}
      <a href={linkTo('runs/new')}>start a new one</a> with your own key: leads that are scored are left out of it.
    </p>
  ),
};

function GoesOn({ run: { resume_at: at } }: { run: Run }) {
  if (at === null) return null;
  return (
    <>
      {' '}
      Otherwise it tries again by itself <Time at={at} />.
    </>
  );
}

function RaiseLimit({ run, onChange }: Props) {
  const { isBusy, act } = useActions({ run, onChange });
  const [text, setText] = useState('');
  const isEnough = isAmount(text) && Number(text) > Number(run.max_cost_usd ?? 0);
  return (
    <form
      class="inline"
      onSubmit={(event) => {
        event.preventDefault();
        act('resume', text);
      }}
    >
      <label>
        New limit, in USD
        <input
          inputMode="decimal"
          required
          placeholder={`above ${run.max_cost_usd ?? '0'}`}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value.trim())}
        />
      </label>
      <button type="submit" class="primary" disabled={isBusy || !isEnough}>
        Raise it and resume
      </button>
    </form>
  );
}
