import { FIELDS } from '../leads/fields';
import { words } from './format';

const LABELS = new Map<string, string>([
  ...FIELDS.map(({ name, label }) => [name, label] as const),
  ['value_usd', 'Value'],
  ['limit_usd', 'Limit'],
  ['max_cost_usd', 'Limit'],
  ['url', 'Address'],
]);
const OPENING = /^The request is not valid: /;
/** A field at the beginning of what is said about it. */
const SUBJECT = /(^|; )([a-z][a-z_]*(?:\.\w+)*)(?= (?:must|is|has|may|cannot)\b)/g;

/** A message of the service with its fields called as the page calls them: "E-mail must be …" for "contact_email must be …". */
export function inWords(message: string): string {
  return message
    .replace(OPENING, '')
    .replace(SUBJECT, (_, before: string, field: string) => `${before && '. '}${nameOf(field)}`);
}

function nameOf(field: string): string {
  const name = field.replace(/^filter\./, '');
  // Places in lists are counted from 1 by people.
  return (
    LABELS.get(name) ?? words(name.replace(/\.(\d+)\b/g, (_, place) => ` ${Number(place) + 1}`).replaceAll('.', ' '))
  );
}
