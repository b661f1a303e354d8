import { FIELDS } from '../leads/fields';
import { counted } from '../ui/format';
import type { Mapping, OnDuplicate } from './import';

const NAMES: readonly (readonly [value: string, label: string])[] = [
  ...FIELDS.map(({ name, label }) => [name, label] as const),
  ['first_name', 'Contact: first name'],
  ['name_infix', 'Contact: name infix'],
  ['last_name', 'Contact: last name'],
  ['second_last_name', 'Contact: second last name'],
];

const DUPLICATES: Record<OnDuplicate, string> = {
  update: 'Change them',
  skip: 'Leave them',
  create: 'Store them once more',
};

interface Props {
  mapping: Mapping;
  onDuplicate: OnDuplicate;
  isReadOnly: boolean;
  onMapping: (mapping: Mapping) => void;
  onOnDuplicate: (onDuplicate: OnDuplicate) => void;
}

/** What becomes of each column, and of leads that are stored already. */
export function Columns({ mapping, onDuplicate, isReadOnly, onMapping, onOnDuplicate }: Props) {
  const columns = Object.entries(mapping);
  const extra = columns.filter(([, field]) => field === 'additional_data').length;
  return (
    <section class="card" aria-label="Columns">
      <h2>Columns</h2>
      <p class="soft">
        What becomes of each column of the file.
        {extra > 0 &&
          ` What has no field of its own is kept under the name of its column: ${counted(extra, 'column')}.`}
      </p>
      <div class="fields columns">
        {columns.map(([column, field]) => (
          <label key={column} class={field === null ? 'soft' : undefined}>
            {column}
            <select
              value={field ?? ''}
              disabled={isReadOnly}
              onChange={({ currentTarget: { value } }) =>
                onMapping({ ...mapping, [column]: value === '' ? null : value })
              }
            >
              {NAMES.map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
              <option value="additional_data">Keep under its name</option>
              <option value="">Leave out</option>
              {isUnknown(field) && <option value={field ?? ''}>{field}</option>}
            </select>
          </label>
        ))}
        <label>
          <b>Leads that are stored already</b>
          <select
            value={onDuplicate}
            disabled={isReadOnly}
            onChange={({ currentTarget }) => onOnDuplicate(currentTarget.value as OnDuplicate)}
          >
            {Object.entries(DUPLICATES).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
    </section>
  );
}

function isUnknown(field: string | null): boolean {
  return field !== null && field !== 'additional_data' && !NAMES.some(([value]) => value === field);
}
