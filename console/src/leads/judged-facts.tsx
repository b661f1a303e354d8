import type { Lead, Schemas } from '../api/client';
import { words } from '../ui/format';
import { FIELDS } from './fields';

type Facts = NonNullable<Schemas['QualificationResponse']['facts']>;

const NAMES = new Map<string, string>(FIELDS.map(({ name, label }) => [name, label]));

/** The facts that the score was given for; those that have changed since are marked, with what they are now. */
export function JudgedFacts({ facts, lead }: { facts: Facts; lead: Lead }) {
  const { additional_data: others, ...fields } = facts;
  const now = { ...lead.additional_data, ...lead } as Record<string, unknown>;
  const judged = Object.entries({ ...fields, ...others }).filter(
    ([name, value]) => value !== null || now[name] != null,
  );
  const changed = judged.filter(([name, value]) => textOf(value) !== textOf(now[name])).length;
  return (
    <details class="reasoning">
      <summary>The facts as judged{changed > 0 && `, ${changed} of them changed since`}</summary>
      <dl class="facts">
        {judged.map(([name, value]) => (
          <div key={name}>
            <dt>{NAMES.get(name) ?? words(name)}</dt>
            <dd>
              {textOf(value) || <span class="soft">not given</span>}
              {textOf(value) !== textOf(now[name]) && <span class="stale"> → {textOf(now[name]) || 'not given'}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
