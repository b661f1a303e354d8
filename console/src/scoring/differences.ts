import type { Profile } from './profile';

/** What changed from one profile to the next, in words, part by part. */
export function differencesOf(before: Profile, after: Profile): { name: string; text: string }[] {
  const names = Object.keys({ ...before, ...after }) as (keyof Profile)[];
  return names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => ({ name, text: described(before[name], after[name]) }));
}

function described(before: unknown, after: unknown): string {
  if (!Array.isArray(before) || !Array.isArray(after)) return `${text(before)} → ${text(after)}`;
  const old = before.map(text);
  const next = after.map(text);
  const changes = [
    ...next.filter((one) => !old.includes(one)).map((one) => `+ ${one}`),
    ...old.filter((one) => !next.includes(one)).map((one) => `− ${one}`),
  ];
  return changes.length === 0 ? 'in another order' : changes.join(', ');
}

/** A range as `50 to 1,000`, weights and limits by name, other values as they are. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return 'nothing';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('min' in value && 'max' in value) {
    const { min, max } = value as { min: number; max: number | null };
    return max === null
      ? `${min.toLocaleString('en')} and more`
      : `${min.toLocaleString('en')} to ${max.toLocaleString('en')}`;
  }
  return Object.entries(value)
    .map(([name, part]) => `${name.replaceAll('_', ' ')} ${String(part)}`)
    .join(', ');
}
