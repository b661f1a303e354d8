import { useEffect, useRef, useState } from 'preact/hooks';
import { api, dataOf, type Lead } from '../api/client';
import { setParams } from '../app/route';
import { addShortcuts } from '../app/keyboard';
import { may } from '../app/session-state';
import { confirm } from '../ui/dialog';
import { download } from '../ui/download';
import { number } from '../ui/format';
import { complain, say } from '../ui/toast';
import type { LeadList } from './lead-list';
import { scoreLead, type Way } from './score-all';

const WAYS: readonly (readonly [label: string, way: Way])[] = [
  ['As usual', {}],
  ['By rules', { method: 'rules' }],
  ['By the learned model', { method: 'learned' }],
  ['With a language model where it is close', { method: 'cascade' }],
  ['Cheapest language model', { method: 'llm', strategy: 'cost_optimized' }],
  ['Fastest language model', { method: 'llm', strategy: 'latency_optimized' }],
  ['Best language model', { method: 'llm', strategy: 'quality_optimized' }],
  ['Balanced language model', { method: 'llm', strategy: 'balanced' }],
];

/** Scores the lead, as usual or in a way that is chosen. */
export function ScoreActions({ lead, onChange }: { lead: Lead; onChange: (lead: Lead) => void }) {
  const [isScoring, setScoring] = useState(false);
  const [way, setWay] = useState(0);
  const { id, company_name: name } = lead;

  const score = async () => {
    setScoring(true);
    try {
      const scored = await scoreLead(id, WAYS[way]?.[1]);
      onChange(scored);
      say(`${name} has ${number(scored.qualification_score ?? 0)} points.`);
    } catch (error) {
      complain(error);
    }
    setScoring(false);
  };

  const begin = useRef(score);
  begin.current = score;
  useEffect(
    () =>
      may('leads:write')
        ? addShortcuts([{ key: 's', does: 'Score the open lead', run: () => void begin.current() }])
        : undefined,
    [],
  );

  if (!may('leads:write')) return null;
  return (
    <div class="acts scoring">
      <button
        type="button"
        class={lead.qualification_score === null ? 'primary' : undefined}
        disabled={isScoring}
        onClick={() => void score()}
      >
        {isScoring ? 'Scoring…' : lead.qualification_score === null ? 'Score' : 'Score again'}
      </button>
      <select
        aria-label="By what it is scored"
        value={way}
        onChange={({ currentTarget }) => setWay(currentTarget.selectedIndex)}
      >
        {WAYS.map(([label], index) => (
          <option key={label} value={index}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** What is done with a lead as a whole, and seldom. */
export function LeadActions({ lead: { id, company_name: name }, list }: { lead: Lead; list: LeadList }) {
  const save = async () => {
    try {
      const data = await dataOf(api.GET('/api/v1/leads/{id}/export', { params: { path: { id } } }));
      download(`${name}.json`, 'application/json', JSON.stringify(data, null, 2));
    } catch (error) {
      complain(error);
    }
  };

  const remove = async () => {
    const isConfirmed = await confirm({
      title: `Delete ${name}?`,
      text: `The lead ${name} and all data about it, scores and history included, is erased. This cannot be undone.`,
      action: 'Delete the lead',
    });
    if (!isConfirmed) return;
    try {
      await api.DELETE('/api/v1/leads/{id}', { params: { path: { id } } });
      setParams({ lead: null });
      list.remove(new Set([id]));
      say(`${name} is deleted.`);
    } catch (error) {
      complain(error);
    }
  };

  return (
    <div class="acts last">
      <button type="button" onClick={() => void save()}>
        Export
      </button>
      {may('leads:write') && (
        <button type="button" class="danger" onClick={() => void remove()}>
          Delete
        </button>
      )}
    </div>
  );
}
