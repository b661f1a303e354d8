import { useRef, useState } from 'preact/hooks';
import { params, setParams } from '../app/route';
import { CHOICE_FILTERS, chipsOf, FILTER_NAMES, TEXT_FILTERS } from './lead-query';

const TIERS = ['A', 'B', 'C', 'D'];
/** Filters with a few known values; the others take what one types. */
const CHOICES: Record<string, readonly (readonly [value: string, label: string])[]> = {
  status: [
    ['new', 'not scored yet'],
    ['qualified', 'scored'],
    ['failed', 'scoring failed'],
    ['qualifying', 'being scored'],
  ],
  outcome: [
    ['won', 'won'],
    ['lost', 'lost'],
    ['none', 'still open'],
  ],
  method: [
    ['rules', 'rules'],
    ['llm', 'language model'],
    ['learned', 'learned model'],
    ['cascade', 'cascade'],
  ],
  stale: [
    ['true', 'stale'],
    ['false', 'not stale'],
  ],
};
const OFFERED = ['source', 'industry', 'country', 'outcome', 'status', 'method', 'stale', 'min_score', 'max_score'];

export function Filters() {
  const chips = chipsOf(params.value);
  const hasAny = chips.length > 0 || params.value.has('tier') || params.value.has('q');
  return (
    <div class="chips">
      <div role="group" aria-label="Tiers" class="group">
        {TIERS.map((tier) => (
          <TierToggle key={tier} tier={tier} />
        ))}
      </div>
      {chips.map(({ name, label, value }) => (
        <button
          key={name}
          type="button"
          class="chip"
          aria-label={`Remove the filter ${label} ${value}`}
          onClick={() => setParams({ [name]: null })}
        >
          <span class="soft">{label}</span> {value} <span aria-hidden="true">✕</span>
        </button>
      ))}
      <AddFilter />
      {hasAny && (
        <button type="button" class="link" onClick={() => setParams(nothing())}>
          Clear all
        </button>
      )}
    </div>
  );
}

function nothing(): Record<string, null> {
  return Object.fromEntries([...CHOICE_FILTERS, ...TEXT_FILTERS].map((name) => [name, null]));
}

function TierToggle({ tier }: { tier: string }) {
  const tiers = params.value.getAll('tier');
  const isOn = tiers.includes(tier);
  const next = isOn ? tiers.filter((one) => one !== tier) : [...tiers, tier].sort();
  return (
    <button
      type="button"
      class={`chip toggle ${tier}`}
      aria-pressed={isOn}
      aria-label={`Tier ${tier}`}
      onClick={() => setParams({ tier: next })}
    >
      {tier}
    </button>
  );
}

function AddFilter() {
  const menu = useRef<HTMLDetailsElement>(null);
  const [name, setName] = useState('source');
  const [value, setValue] = useState('');
  const choices = CHOICES[name];
  const isChoice = CHOICE_FILTERS.some((one) => one === name);
  const add = (event: Event) => {
    event.preventDefault();
    const chosen = choices === undefined ? value.trim() : value || (choices[0]?.[0] ?? '');
    if (chosen === '') return;
    const others = isChoice ? params.peek().getAll(name) : [];
    setParams({ [name]: [...new Set([...others, chosen])] });
    setValue('');
    close();
  };
  const close = () => {
    if (menu.current === null) return;
    menu.current.open = false;
    menu.current.querySelector('summary')?.focus();
  };
  return (
    <details
      class="menu"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <summary class="chip add">+ Filter</summary>
      <form class="card" onSubmit={add}>
        <label>
          Field
          <select
            value={name}
            onChange={({ currentTarget }) => {
              setName(currentTarget.value);
              setValue('');
            }}
          >
            {OFFERED.map((one) => (
              <option key={one} value={one}>
                {FILTER_NAMES[one]}
              </option>
            ))}
          </select>
        </label>
        <label>
          is
          {choices === undefined ? (
            <input
              {...(name.endsWith('_score') ? { type: 'number', min: 0, max: 100, step: 'any' } : { type: 'text' })}
              required
              value={value}
              onInput={({ currentTarget }) => setValue(currentTarget.value)}
            />
          ) : (
            <select value={value || choices[0]?.[0]} onChange={({ currentTarget }) => setValue(currentTarget.value)}>
              {choices.map(([one, label]) => (
                <option key={one} value={one}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </label>
        <button type="submit" class="primary">
          Add
        </button>
      </form>
    </details>
  );
}
