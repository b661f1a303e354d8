import { FIELDS } from '../leads/fields';
import { words } from '../ui/format';

type Row = Readonly<Record<string, unknown>>;

const EXTRA = 'additional_data';
const LABELS = new Map<string, string>(FIELDS.map(({ name, label }) => [name, label]));

/** The first rows as they would be stored: the fields that at least one of them has. */
export function SampleRows({ rows, isOld }: { rows: readonly Row[]; isOld: boolean }) {
  const found = new Set(rows.flatMap((row) => Object.keys(row).filter((name) => isFilled(row[name]))));
  const known = [...LABELS.keys()];
  const others = [...found].filter((name) => name !== 'line' && !LABELS.has(name));
  const names = [...known.filter((name) => found.has(name)), ...others];
  if (names.length === 0) return null;
  return (
    <section aria-label="First rows" class={isOld ? 'old' : undefined}>
      <h2 class="caption">The first rows, as they would be stored</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="First rows, as a table">
        <table class="data sample">
          <thead>
            <tr>
              <th>Line</th>
              {names.map((name) => (
                <th key={name}>{name === EXTRA ? 'Kept under their names' : (LABELS.get(name) ?? words(name))}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                <td class="soft">{textOf(row.line)}</td>
                {names.map((name) => (
                  <td key={name}>{textOf(row[name])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function isFilled(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return typeof value === 'string' ? value : JSON.stringify(value);
  return Object.entries(value)
    .map(([name, one]) => `${name}: ${textOf(one)}`)
    .join(' · ');
}
