import { useState } from 'preact/hooks';
import type { Lead } from '../api/client';
import { Dialog } from '../ui/dialog';
import { whole } from '../ui/format';
import { complain, say } from '../ui/toast';
import type { LeadList } from './lead-list';
import { OutcomeForm } from './outcome-form';
import { type NewOutcome, OUTCOMES, recordOutcomes } from './outcomes';

interface Props {
  list: LeadList;
  ids: ReadonlySet<string>;
  onDone: () => void;
}

/** The same outcome for all that are selected. */
export function SelectedOutcome({ list, ids, onDone }: Props) {
  const [asked, setAsked] = useState<NewOutcome['outcome']>();
  const record = async (outcome: NewOutcome) => {
    const leads = list.rows.peek().filter(({ id }) => ids.has(id));
    const { recorded, undo } = await recordOutcomes(leads, outcome);
    const show = (outcomeOf: (lead: Lead) => Pick<Lead, 'outcome' | 'outcome_at'>) =>
      list.change(new Map(leads.map((lead) => [lead.id, outcomeOf(lead)])));
    say(
      `${whole(recorded)} marked as ${outcome.outcome}.`,
      () => void undo().then(() => show(({ outcome, outcome_at }) => ({ outcome, outcome_at })), complain),
    );
    const at = outcome.at ?? new Date().toISOString();
    show(() => ({ outcome: outcome.outcome, outcome_at: at }));
    setAsked(undefined);
    onDone();
  };
  const leads = ids.size === 1 ? 'the lead' : `${whole(ids.size)} leads`;
  return (
    <>
      {(['won', 'lost'] as const).map((outcome) => (
        <button key={outcome} type="button" onClick={() => setAsked(outcome)}>
          {OUTCOMES[outcome][0]}
        </button>
      ))}
      {asked !== undefined && (
        <Dialog title={`${OUTCOMES[asked][0]}: ${leads}`} onClose={() => setAsked(undefined)}>
          <OutcomeForm
            outcome={asked}
            action={`Mark ${leads} as ${asked}`}
            onRecord={record}
            onCancel={() => setAsked(undefined)}
          />
        </Dialog>
      )}
    </>
  );
}
