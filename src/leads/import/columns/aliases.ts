import { COLUMN_NAMES } from './column-names.js';
import { coreOf } from './name-words.js';
import { type Target, TARGETS } from './targets.js';

export interface Guess {
  target: Target;
  /** The lower, the more certain. */
  rank: number;
}

/** Of each name: the field, and how certain it is. */
const KNOWN = new Map(
  Object.entries(COLUMN_NAMES).flatMap(([target, names]) =>
    names.split(/[,\n]/).map((name, rank): [string, Guess] => [name.trim(), { target: target as Target, rank }]),
  ),
);
KNOWN.delete('');

/** Names that are less certain, each behind all that are more so. */
const LESS = { joined: 1_000, core: 2_000, parts: 3_000, person: 4_000 };

/** The same names without their spaces: "Webpage", "Mail-Adresse". */
const JOINED = new Map([...KNOWN].map(([name, guess]) => [name.replaceAll(' ', ''), lessCertain(guess, LESS.joined)]));

/** Of each field: what is left of its names without what may stand around them. */
const CORES = new Map<Target, Map<string, Guess>>(TARGETS.map((target) => [target, new Map<string, Guess>()]));
for (const [name, guess] of KNOWN) {
  const cores = CORES.get(guess.target);
  const core = coreOf(name, guess.target);
  if (core !== '' && cores?.has(core) === false) cores.set(core, lessCertain(guess, LESS.core));
}

/** Words that mean another part of a name in each language, by what else there is. */
const PARTS: Record<string, { beside: Target; target: Target }> = {
  name: { beside: 'first_name', target: 'last_name' },
  nom: { beside: 'first_name', target: 'last_name' },
  nombre: { beside: 'last_name', target: 'first_name' },
  nome: { beside: 'last_name', target: 'first_name' },
};
/** Names of a company in one system, and of a person in another: the person, where another column is the company. */
const COMPANY_OR_PERSON = new Set([
  ...Object.keys(PARTS),
  ...[
    'lead name',
    'lead',
    'display name',
    'customer name',
    'customer',
    'client name',
    'client',
    'prospect',
    'prospect name',
  ],
  ...[
    'name des kunden',
    'nom du client',
    'nom du prospect',
    'cliente',
    'nombre del cliente',
    'nome do cliente',
    'nome do lead',
  ],
]);
/** A file of LinkedIn's own has profiles in a column of this name. */
const OF_LINKEDIN = ['url', 'position', 'connected on'];
/** The id of a company, which is no lead's where the file lists its people. */
const COMPANY_ID = 'account id';
const OF_PEOPLE: readonly Target[] = ['contact_name', 'first_name', 'last_name', 'contact_email'];
/** An ending in brackets, as in "Nombre(s)" and "Ansprechpartner(in)". */
const ENDING = /(?<=\p{L})\(\p{L}{1,3}\)/gu;
/** What parts two names for one column, as in "Firma / Unternehmen" and "Company size (employees)". */
const BETWEEN = /[/|()[\]&,;:]|\s(?:or|oder|ou)\s/i;

/** A name of a column without accents, signs and capitals: "# Employees" is "employees", "firstName" "first name". */
export function nameKey(name: string): string {
  return name
    .slice(0, 200)
    .replace(ENDING, '')
    .replace(/(?<=[Ll]inked)I(?=n)|(?<=[Ww]hats)A(?=pp)/g, (capital) => capital.toLowerCase())
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/\p{M}/gu, '')
    .replace(/(?:__c\b|[^\p{L}\p{N}])+/gu, ' ')
    .trim();
}

/** The fields that columns with these names are, by their places; `undefined` where nobody knows. */
export function guessTargets(names: readonly string[]): (Guess | undefined)[] {
  const keys = names.map(nameKey);
  const isOfLinkedIn = OF_LINKEDIN.every((key) => keys.includes(key));
  const guesses = names.map((name, index): Guess | undefined => {
    const key = keys[index] ?? '';
    if (isOfLinkedIn && key === 'url') return { target: 'contact_linkedin_url', rank: 0 };
    return COMPANY_OR_PERSON.has(key) ? undefined : guessName(name, key);
  });
  const found = new Set(guesses.map((guess) => guess?.target));
  const isOfPeople = OF_PEOPLE.some((target) => found.has(target));
  return guesses.map((guess, index) => {
    const key = keys[index] ?? '';
    if (isOfPeople && key === COMPANY_ID) return undefined;
    return guess ?? guessPart(key, found);
  });
}

/** Whether a column is called so, with nothing around it. */
export function isColumnName(name: string): boolean {
  const key = nameKey(name);
  return KNOWN.has(key) || COMPANY_OR_PERSON.has(key);
}

function guessName(name: string, key: string): Guess | undefined {
  return KNOWN.get(key) ?? JOINED.get(key.replaceAll(' ', '')) ?? guessCore(key) ?? guessParts(name);
}

function guessCore(key: string): Guess | undefined {
  for (const [target, cores] of CORES) {
    const guess = cores.get(coreOf(key, target));
    if (guess !== undefined) return guess;
  }
  return undefined;
}

/** A name of several parts, which all name one field. */
function guessParts(name: string): Guess | undefined {
  const parts = name.replace(ENDING, '').split(BETWEEN).map(nameKey);
  if (parts.length === 1) return undefined;
  const guesses = parts.filter((part) => part.length > 1).map((part) => KNOWN.get(part) ?? guessCore(part));
  const [first] = guesses;
  const isOne = first !== undefined && guesses.every((guess) => guess?.target === first.target);
  return isOne ? lessCertain(first, LESS.parts) : undefined;
}

function guessPart(key: string, found: ReadonlySet<Target | undefined>): Guess | undefined {
  if (!COMPANY_OR_PERSON.has(key)) return undefined;
  const part = PARTS[key];
  const isPart = part !== undefined && found.has(part.beside) && !found.has(part.target);
  const whole = found.has('company_name') ? 'contact_name' : 'company_name';
  return { target: isPart ? part.target : whole, rank: LESS.person };
}

function lessCertain(guess: Guess, by: number): Guess {
  return { target: guess.target, rank: (guess.rank % LESS.joined) + by };
}
