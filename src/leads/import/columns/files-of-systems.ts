import type { Target } from './targets.js';

/** What a column is. */
export interface Guess {
  target: Target;
  /** The lower, the more certain. */
  rank: number;
}

/** A file of LinkedIn's own has profiles in a column of this name. */
const OF_LINKEDIN = ['url', 'position', 'connected on'];
/** A file of a form for leads names the account that paid for it. */
const OF_FORM = ['form name', 'campaign name'];
/** An export of Odoo with its own names of fields: what they mean there. A lead's "name" is what it is about. */
const OF_ODOO = ['partner name', 'email from'];
const ODOO_FIELDS = new Map<string, Target>([
  ['partner name', 'company_name'],
  ['email from', 'contact_email'],
  ['country id', 'country'],
]);
/** In Bitrix24 what a lead is about, in other systems a person, who may have all parts of the name in other columns. */
const LEAD_NAME = 'lead name';
const WHOLE: readonly Target[] = ['company_name', 'first_name', 'last_name'];
/** The id of a company, which is no lead's where the file lists its people. */
const COMPANY_ID = 'account id';
const OF_PEOPLE: readonly Target[] = ['contact_name', 'first_name', 'last_name', 'contact_email'];

/** What a name means in the files of one kind alone. */
export function correctSpecial(keys: readonly string[], guesses: (Guess | undefined)[]): void {
  const found = new Set(guesses.map((guess) => guess?.target));
  if (OF_LINKEDIN.every((key) => keys.includes(key))) {
    guesses[keys.indexOf('url')] = { target: 'contact_linkedin_url', rank: 0 };
  }
  if (isOfOdoo(keys)) {
    for (const [index, key] of keys.entries()) {
      const target = ODOO_FIELDS.get(key);
      if (target !== undefined) guesses[index] = { target, rank: 0 };
    }
  }
  if (OF_FORM.every((key) => keys.includes(key))) guesses[keys.indexOf('account name')] = undefined;
  if (OF_PEOPLE.some((target) => found.has(target))) guesses[keys.indexOf(COMPANY_ID)] = undefined;
}

function isOfOdoo(keys: readonly string[]): boolean {
  return OF_ODOO.every((key) => keys.includes(key));
}

/** Whether a column that could name a company or a person says what the lead is about. */
export function isSubject(key: string, keys: readonly string[], found: ReadonlySet<Target | undefined>): boolean {
  return key === LEAD_NAME ? WHOLE.every((target) => found.has(target)) : key === 'name' && isOfOdoo(keys);
}
