import { useEffect, useState } from 'preact/hooks';
import type { Lead } from '../api/client';
import { addShortcuts } from '../app/keyboard';
import { may } from '../app/session-state';
import { usd } from '../ui/format';
import { ErrorNotice } from '../ui/notice';
import { Time } from '../ui/time';
import { complain, say } from '../ui/toast';
import { useResource } from '../ui/use-resource';
import { OutcomeBadge } from './outcome-badge';
import { OutcomeForm } from './outcome-form';
import { type NewOutcome, type Outcome, OUTCOMES, outcomesOf, recordOutcome, restoreOutcome } from './outcomes';

const SHOWN = 10;

/** How the lead ended: said with two clicks, taken back with one. */
export function LeadOutcome({ lead, onChange }: { lead: Lead; onChange: (lead: Lead) => void }) {
  const [asked, setAsked] = useState<NewOutcome['outcome']>();
  const said = useResource((signal) => outcomesOf(lead.id, SHOWN, signal), [lead.id, lead.outcome, lead.outcome_at]);
  const [newest, ...earlier] = said.data ?? [];
  const isReady = may('leads:write') && said.data !== undefined;
  useEffect(
    () =>
      isReady
        ? addShortcuts([
            { key: 'w', does: 'The open lead is won', run: () => setAsked('won') },
            { key: 'l', does: 'The open lead is lost', run: () => setAsked('lost') },
          ])
        : undefined,
    [isReady],
  );
  const show = (outcome: Outcome | undefined) => {
    onChange({ ...lead, outcome: outcome?.outcome ?? null, outcome_at: outcome?.at ?? null });
    said.reload();
  };
  const restore = (before: Outcome | undefined) => restoreOutcome(lead.id, before).then(() => show(before), complain);
  const record = async (outcome: NewOutcome) => {
    show(await recordOutcome(lead.id, outcome));
    setAsked(undefined);
    say(`${lead.company_name} is ${outcome.outcome}.`, () => void restore(newest));
  };
  const takeBack = async () => {
    await restore(undefined);
    say(`${lead.company_name} is open again.`, () => void restore(newest));
  };

  return (
    <section aria-label="Outcome" class="outcome">
      {lead.outcome !== null && <Said {...(newest ?? knownOf(lead))} />}
      {said.error !== undefined && <ErrorNotice error={said.error} onRetry={said.reload} />}
      {asked !== undefined ? (
        <OutcomeForm
          key={asked}
          outcome={asked}
          before={newest?.outcome === asked ? newest : undefined}
          action={`Mark as ${asked}`}
          onRecord={record}
          onCancel={() => setAsked(undefined)}
        />
      ) : (
        may('leads:write') && (
          <div class="acts">
            {(['won', 'lost'] as const).map((outcome) => (
              <button key={outcome} type="button" disabled={said.data === undefined} onClick={() => setAsked(outcome)}>
                {lead.outcome === outcome ? 'Change' : OUTCOMES[outcome][0]}
              </button>
            ))}
            {lead.outcome !== null && (
              <button type="button" class="link" onClick={() => void takeBack()}>
                Open again
              </button>
            )}
          </div>
        )
      )}
      {earlier.length > 0 && (
        <details class="small">
          <summary>Said before</summary>
          <ul class="plain">
            {earlier.map((one, index) => (
              <li key={index}>{one.outcome === null ? 'Taken back' : <Said {...one} />}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** What the lead itself tells of its outcome, until all of it is read. */
function knownOf({ outcome, outcome_at: at }: Lead): Said {
  return { outcome, at, value_usd: null, reason: null };
}

type Said = Omit<Outcome, 'created_at'>;

function Said({ outcome, at, value_usd: value, reason }: Said) {
  if (outcome === null) return null;
  return (
    <p>
      <OutcomeBadge outcome={outcome} /> {at !== null && <Time at={at} />}
      {value !== null && <b> {usd(value)}</b>}
      {reason !== null && <span class="soft"> {reason}</span>}
    </p>
  );
}
