import { useEffect, useRef } from 'preact/hooks';
import { api, dataOf, type Lead } from '../api/client';
import { setParams } from '../app/route';
import { ErrorNotice, Skeleton } from '../ui/notice';
import { useResource } from '../ui/use-resource';
import { LeadActions, ScoreActions } from './lead-actions';
import { LeadFacts } from './lead-facts';
import type { LeadList } from './lead-list';
import { LeadOutcome } from './lead-outcome';
import { LeadScore, Points } from './lead-score';
import { ScoreHistory } from './score-history';

/** One lead beside the list: its score and why, its history, and its facts. */
export function LeadPanel({ id, list, takesFocus }: { id: string; list: LeadList; takesFocus: boolean }) {
  const path = { params: { path: { id } } };
  const lead = useResource((signal) => dataOf(api.GET('/api/v1/leads/{id}', { ...path, signal })), [id]);
  const history = useResource(
    (signal) => dataOf(api.GET('/api/v1/leads/{id}/qualifications', { ...path, signal })),
    [id, lead.data?.qualified_at],
  );
  const heading = useRef<HTMLHeadingElement>(null);
  // The list has most of it already.
  const shown = lead.data ?? list.rows.value.find((row) => row.id === id);
  useEffect(() => {
    if (takesFocus || matchMedia('(max-width: 900px)').matches) heading.current?.focus();
  }, [id]);
  const changed = (next: Lead) => {
    lead.set(next);
    list.replace(next);
  };
  return (
    <aside aria-label="Lead" class="panel">
      <button type="button" class="quiet close" aria-label="Close the lead" onClick={() => setParams({ lead: null })}>
        ✕
      </button>
      {lead.error !== undefined && <ErrorNotice error={lead.error} onRetry={lead.reload} />}
      {shown === undefined ? (
        lead.error === undefined && <Skeleton lines={8} />
      ) : (
        <>
          <h2 ref={heading} tabIndex={-1}>
            {shown.company_name}
          </h2>
          <p class="soft sub">{[shown.contact_name, shown.contact_title].filter(Boolean).join(', ') || 'No contact'}</p>
          <Points lead={shown} />
          <LeadOutcome lead={shown} onChange={changed} />
          <ScoreActions lead={shown} onChange={changed} />
          <LeadScore lead={shown} latest={history.data?.data[0]} />
          {history.error !== undefined && <ErrorNotice error={history.error} onRetry={history.reload} />}
          <ScoreHistory qualifications={history.data?.data ?? []} />
          <LeadFacts lead={shown} onChange={changed} />
          <LeadActions lead={shown} list={list} />
        </>
      )}
    </aside>
  );
}
