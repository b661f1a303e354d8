import { isPlaceholder } from '../../placeholders.js';
import { NAME_PARTS, type NamePart } from './targets.js';

/** Written so it is a surname; "NA" and "n/a" are none. */
const SURNAME = 'Na';
/** In Chinese, Japanese and Korean, surnames come first. */
const FAMILY_FIRST = /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\s]+$/u;
/** Behind them there is no space: "d'Arc". */
const ELIDED = /['’]$/;

/** Whether a value says nothing of its field. */
export function isNothing(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && isPlaceholder(value));
}

/** A name from its parts, in the order of its language; `undefined` if neither a first nor a last name is given. */
export function contactName(parts: Partial<Record<NamePart, unknown>>): string | undefined {
  const given = NAME_PARTS.filter((part) => !isNothing(parts[part]) || parts[part] === SURNAME);
  if (!given.includes('first_name') && !given.includes('last_name')) return undefined;
  const names = given.filter((part) => !isRepeated(part, parts)).map((part) => String(parts[part]));
  const isFamilyFirst = names.every((name) => FAMILY_FIRST.test(name));
  return (isFamilyFirst ? names.toReversed() : names).reduce((name, next) => joined(name, next));
}

/** Some exports have "van der Berg" in full beside its "van der", and both surnames in one column beside the second. */
function isRepeated(part: NamePart, parts: Partial<Record<NamePart, unknown>>): boolean {
  const [last, own] = [parts.last_name, parts[part]].map((value) => String(value).toLowerCase()) as [string, string];
  if (part === 'name_infix') return last.startsWith(ELIDED.test(own) ? own : `${own} `);
  return part === 'second_last_name' && last.endsWith(` ${own}`);
}

function joined(name: string, next: string): string {
  return ELIDED.test(name) ? `${name}${next}` : `${name} ${next}`;
}
