import type { ComponentChildren } from 'preact';
import type { Schemas } from '../api/client';
import { words } from '../ui/format';
import { WordList } from '../ui/word-list';
import type { Profile } from './profile';

type Range = Schemas['EmployeeRangeDto'];

const SENIORITIES: readonly (readonly [Profile['target_seniorities'][number], string])[] = [
  ['c_level', 'C-level and owners'],
  ['vp', 'Vice presidents'],
  ['head', 'Heads'],
  ['director', 'Directors'],
  ['manager', 'Managers'],
  ['senior', 'Seniors'],
  ['individual', 'Others'],
  ['intern', 'Interns'],
];

const LISTS = [
  ['ideal_industries', 'Industries you want', 'Synonyms and related words count, too.'],
  ['target_titles', 'Fields of work you talk to', 'A title that contains one of these gets all points.'],
  ['buying_signals', 'Words that say "wants to buy"', 'Looked for in the notes; a "not" before them is understood.'],
  ['disqualifiers', 'Words that rule a lead out', 'One of these in the notes puts the lead into tier D.'],
] as const;

const FACTORS = ['company_fit', 'contact_quality', 'sales_potential'] as const;
type Factor = (typeof FACTORS)[number];

interface Props {
  draft: Profile;
  onChange: (draft: Profile) => void;
  isReadOnly: boolean;
}

export function ProfileForm({ draft, onChange, isReadOnly }: Props) {
  const set = (change: Partial<Profile>) => onChange({ ...draft, ...change });
  return (
    <>
      {LISTS.map(([name, title, text]) => (
        <Part key={name} title={title} text={text}>
          <WordList
            label={title}
            words={draft[name]}
            isDisabled={isReadOnly}
            onChange={(changed) => set({ [name]: changed })}
          />
        </Part>
      ))}
      <Part title="Company sizes you want" text="In employees; leave the end empty for no upper end.">
        <Sizes
          ranges={draft.company_sizes}
          isReadOnly={isReadOnly}
          onChange={(company_sizes) => set({ company_sizes })}
        />
      </Part>
      <Part title="Ranks you talk to" text="">
        <div class="checks">
          {SENIORITIES.map(([rank, label]) => (
            <label key={rank}>
              <input
                type="checkbox"
                disabled={isReadOnly}
                checked={draft.target_seniorities.includes(rank)}
                onChange={() => set({ target_seniorities: toggled(draft.target_seniorities, rank) })}
              />{' '}
              {label}
            </label>
          ))}
        </div>
      </Part>
      <Part title="What counts how much" text="They share 100 %: if one gets more, the others get less.">
        <div class="sliders">
          {FACTORS.map((name) => (
            <label key={name}>
              {words(name)}
              <input
                type="range"
                min="0"
                max="100"
                disabled={isReadOnly}
                value={Math.round(draft.weights[name] * 100)}
                onInput={({ currentTarget }) =>
                  set({ weights: shared(draft.weights, name, Number(currentTarget.value)) })
                }
              />
              <output>{Math.round(draft.weights[name] * 100)} %</output>
            </label>
          ))}
        </div>
      </Part>
      <Part title="Where tiers begin" text="In points of 100; what is below C is D.">
        <div class="inline">
          {(['a', 'b', 'c'] as const).map((tier) => (
            <label key={tier}>
              Tier {tier.toUpperCase()} from
              <input
                type="number"
                min="0"
                max="100"
                step="any"
                disabled={isReadOnly}
                value={draft.tier_limits[tier]}
                onInput={({ currentTarget }) =>
                  set({ tier_limits: { ...draft.tier_limits, [tier]: Number(currentTarget.value) } })
                }
              />
            </label>
          ))}
        </div>
      </Part>
      <More draft={draft} />
    </>
  );
}

/** What few profiles have is shown, and kept as it is. */
function More({
  draft: { conditions = [], ranks = [], negations = [], role_mailboxes: mailboxes = [] },
}: {
  draft: Profile;
}) {
  const parts = [
    ...conditions.map(
      ({ field, operator, value, points }) =>
        `${field} ${operator.replaceAll('_', ' ')} ${value === undefined ? '' : JSON.stringify(value)}: ${points > 0 ? '+' : ''}${points} points`,
    ),
    ...ranks.map(({ phrase, seniority }) => `"${phrase}" is the rank ${words(seniority)}`),
    ...negations.map((word) => `"${word}" denies what follows`),
    ...mailboxes.map((name) => `${name}@ is a shared mailbox`),
  ];
  if (parts.length === 0) return null;
  return (
    <Part title="Also part of this profile" text="Set over the API, and kept as it is.">
      <ul class="plain">
        {parts.map((part) => (
          <li key={part}>{part}</li>
        ))}
      </ul>
    </Part>
  );
}

function Part({ title, text, children }: { title: string; text: string; children: ComponentChildren }) {
  return (
    <fieldset>
      <legend>{title}</legend>
      {text !== '' && <p class="soft small">{text}</p>}
      {children}
    </fieldset>
  );
}

function Sizes(props: { ranges: readonly Range[]; isReadOnly: boolean; onChange: (ranges: Range[]) => void }) {
  const { ranges, isReadOnly, onChange } = props;
  const change = (index: number, range: Range) => onChange(ranges.map((old, at) => (at === index ? range : old)));
  return (
    <>
      {ranges.map((range, index) => (
        <div key={index} class="inline">
          <label>
            from
            <input
              type="number"
              min="0"
              disabled={isReadOnly}
              value={range.min}
              onInput={({ currentTarget }) => change(index, { ...range, min: Math.floor(Number(currentTarget.value)) })}
            />
          </label>
          <label>
            to
            <input
              type="number"
              min="0"
              placeholder="no end"
              disabled={isReadOnly}
              value={range.max ?? ''}
              onInput={({ currentTarget: { value } }) =>
                change(index, { ...range, max: value === '' ? null : Math.floor(Number(value)) })
              }
            />
          </label>
          {!isReadOnly && (
            <button type="button" onClick={() => onChange(ranges.filter((_, at) => at !== index))}>
              Remove
            </button>
          )}
        </div>
      ))}
      {!isReadOnly && (
        <button type="button" onClick={() => onChange([...ranges, { min: 1, max: null }])}>
          Add a range
        </button>
      )}
    </>
  );
}

/** The weights with one changed, in whole percent; the others share what is left as they did before. */
function shared(weights: Profile['weights'], name: Factor, percent: number): Profile['weights'] {
  const [first, second] = FACTORS.filter((one) => one !== name) as [Factor, Factor];
  const before = weights[first] + weights[second];
  const left = 100 - percent;
  const part = Math.round(before === 0 ? left / 2 : (left * weights[first]) / before);
  return { ...weights, [name]: percent / 100, [first]: part / 100, [second]: (left - part) / 100 };
}

function toggled<Item>(items: readonly Item[], item: Item): Item[] {
  return items.includes(item) ? items.filter((one) => one !== item) : [...items, item];
}
