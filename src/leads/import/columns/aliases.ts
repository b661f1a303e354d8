import { COLUMN_NAMES } from './column-names.js';
import { COLUMN_NAMES_ABROAD } from './column-names-abroad.js';
import { correctSpecial, type Guess, isSubject } from './files-of-systems.js';
import { coreOf, mayStandAround, wordsOf } from './name-words.js';
import { withoutQuestion } from './questions.js';
import { type Target, TARGETS } from './targets.js';

/** Of a longer name so much is read. */
const LONGEST_NAME = 200;

/** An ending in brackets, as in "Nombre(s)" and "Ansprechpartner(in)". */
const ENDING = /(?<=\p{L})\(\p{sc=Latn}{1,3}\)/gu;
/** What parts two names for one column, as in "Firma / Unternehmen" and "Company size (employees)". */
const BETWEEN = /[/|()[\]&,;:]|\s(?:or|oder|ou)\s/i;
/** Names that are put together have no more parts. */
const MOST_PARTS = 8;
/** A remark behind a name; one that says how it is read aloud is no other name for it. */
const REMARK = /\s*[([](?<remark>[^()[\]]*)[)\]]\s*$/;
const READING = /kana|phonetic|romaji|yomi|カナ|かな|ふりがな|フリガナ|拼音/i;
/** Names that are less certain, each behind all that are more so. */
const LESS = { abroad: 500, joined: 1_000, core: 2_000, parts: 3_000, person: 4_000, numbered: 5_000, remark: 6_000 };

/** Of each name: the field, and how certain it is. */
const KNOWN = new Map(
  Object.entries(COLUMN_NAMES).flatMap(([target, names]) =>
    names.split(/[,\n]/).map((name, rank): [string, Guess] => [name.trim(), { target: target as Target, rank }]),
  ),
);
KNOWN.delete('');
for (const [target, names] of Object.entries(COLUMN_NAMES_ABROAD)) {
  for (const [rank, name] of names.split(/[,\n]/).entries()) {
    const key = nameKey(name);
    if (key !== '' && !KNOWN.has(key)) KNOWN.set(key, { target: target as Target, rank: LESS.abroad + rank });
  }
}

/** The same names without their spaces: "Webpage", "Mail-Adresse". */
const JOINED = new Map([...KNOWN].map(([name, guess]) => [name.replaceAll(' ', ''), lessCertain(guess, LESS.joined)]));

/** Of each field: what is left of its names without what may stand around them. */
const CORES = new Map<Target, Map<string, Guess>>(TARGETS.map((target) => [target, new Map<string, Guess>()]));
for (const [name, guess] of KNOWN) {
  const cores = CORES.get(guess.target);
  const core = coreOf(wordsOf(name), guess.target);
  if (core !== '' && cores?.has(core) === false) cores.set(core, lessCertain(guess, LESS.core));
}

/** The words of all cores. A name with any other word has none, which spares most names a search for each field. */
const CORE_WORDS = new Set(
  [...CORES.values()].flatMap((cores) => [...cores.keys()].flatMap((core) => core.split(' '))),
);

/** Words that mean another part of a name in each language, by what else there is. */
const PARTS: Record<string, { beside: Target; target: Target }> = {
  ...partsOf('last_name', 'first_name', 'name, name kontakt, name ansprechpartner, ansprechpartner name, kontakt name'),
  ...partsOf('last_name', 'first_name', 'nom, nom contact, nom du contact'),
  ...partsOf('first_name', 'last_name', 'nombre, nombre contacto, nombre de contacto, nombre del contacto'),
  ...partsOf('first_name', 'last_name', 'ad, isim'),
  ...partsOf('first_name', 'last_name', 'nome, nome contato, nome do contato, nome de contato, nome contatto'),
};
/** Names of a company in one system, and of a person in another: the person, where another column is the company. */
const COMPANY_OR_PERSON = new Set([
  ...['name', 'nom', 'nombre', 'nome', 'naam', 'navn', 'namn', '名称'],
  ...['lead name', 'lead', 'display name', 'customer name', 'customer', 'client name', 'client', 'prospect'],
  ...['prospect name', 'name des kunden', 'nom du client', 'nom du prospect', 'cliente', 'nombre del cliente'],
  ...['nome do cliente', 'nome do lead', 'müşteri', 'müşteri adı', 'клиент', '顧客名', '客户'].map(nameKey),
]);
/** What a lead or a deal is about, which no person has as a title. */
const TITLE_OF_LEAD = new Set([
  'lead title',
  'deal title',
  'lead titel',
  'titel des leads',
  'lead titulo',
  'titre du lead',
]);
/** Where a company is called by another name, the other column is its own. */
const TRADING_NAMES = new Set(['nombre comercial', 'nome fantasia', 'trading name', 'enseigne']);
/** A second one says the same kind of thing. */
const COUNTED: ReadonlySet<Target> = new Set<Target>(['contact_email', 'contact_phone']);

/** A name of a column without accents, signs and capitals: "# Employees" is "employees", "firstName" "first name". */
export function nameKey(name: string): string {
  return name
    .slice(0, LONGEST_NAME)
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

/** The fields that columns with these names are, by their places; `undefined` where that is not known. */
export function guessTargets(given: readonly string[]): (Guess | undefined)[] {
  const names = given.map((name) => name.slice(0, LONGEST_NAME));
  const keys = names.map(columnKey);
  const guesses = keys.map((key, index) =>
    COMPANY_OR_PERSON.has(key) ? undefined : guessName(names[index] ?? '', key),
  );
  correctSpecial(keys, guesses);
  const found = new Set(guesses.map((guess) => guess?.target));
  const isTrading = keys.every((key, index) => guesses[index]?.target !== 'company_name' || TRADING_NAMES.has(key));
  const all = guesses.map((guess, index) => {
    const key = keys[index] ?? '';
    if (isSubject(key, keys, found)) return undefined;
    const isOrganization = isTrading && found.has('company_name') && found.has('contact_name');
    if (isOrganization && COMPANY_OR_PERSON.has(key)) return { target: 'company_name', rank: 0 } as const;
    return guessPart(names[index] ?? '', key, found) ?? guess;
  });
  return withRemarks(names, all);
}

/** Whether a column is called so, with nothing around it. */
export function isColumnName(name: string): boolean {
  const key = nameKey(name);
  return KNOWN.has(key) || COMPANY_OR_PERSON.has(key);
}

function columnKey(name: string): string {
  const key = nameKey(name);
  return KNOWN.has(key) ? key : withoutQuestion(key);
}

function guessName(name: string, key: string): Guess | undefined {
  if (key === '' || TITLE_OF_LEAD.has(key)) return undefined;
  const apart = withNumberApart(key);
  return guessKey(key) ?? guessParts(name) ?? guessKey(withUmlauts(key)) ?? guessKey(apart) ?? guessNumbered(apart);
}

/** "Firma1", "E-Mail2": a number that follows a name without a space. */
function withNumberApart(key: string): string {
  return key.replace(/(?<=\p{L}{3})(?=[1-9](?: |$))/gu, ' ');
}

function guessKey(key: string): Guess | undefined {
  return KNOWN.get(key) ?? JOINED.get(key.replaceAll(' ', '')) ?? guessCore(key);
}

/** Umlauts that are spelled out, as in "Unternehmensgroesse", as keys have them. */
function withUmlauts(key: string): string {
  return key.replace(/([aou])e/g, '$1');
}

function guessCore(key: string): Guess | undefined {
  const words = wordsOf(key);
  if (!words.every((word) => CORE_WORDS.has(word) || mayStandAround(word))) return undefined;
  for (const [target, cores] of CORES) {
    const guess = cores.get(coreOf(words, target));
    if (guess !== undefined) return guess;
  }
  return undefined;
}

/** A name of several parts, which all name one field. */
function guessParts(name: string): Guess | undefined {
  const guesses = partGuesses(name);
  const [first] = guesses;
  const isOne = first !== undefined && guesses.every((guess) => guess?.target === first.target);
  return isOne ? lessCertain(first, LESS.parts) : undefined;
}

function partGuesses(name: string): (Guess | undefined)[] {
  const parts = name
    .replace(ENDING, '')
    .split(BETWEEN, MOST_PARTS + 1)
    .map(nameKey);
  if (parts.length === 1 || parts.length > MOST_PARTS) return [];
  return parts.filter((part) => part.length > 1).map((part) => KNOWN.get(part) ?? guessCore(part));
}

/** "E-Mail 2" and "Phone 3 - Value": addresses beside the first. */
function guessNumbered(key: string): Guess | undefined {
  const whole = key
    .replace(/(?<= )[2-9]\b/, '')
    .replace(/ +/g, ' ')
    .trim();
  const guess = whole === key ? undefined : guessKey(whole);
  return guess !== undefined && COUNTED.has(guess.target) ? lessCertain(guess, LESS.numbered) : undefined;
}

function guessPart(name: string, key: string, found: ReadonlySet<Target | undefined>): Guess | undefined {
  const part = PARTS[key];
  const isPart = part !== undefined && found.has(part.beside) && !found.has(part.target);
  if (isPart) return { target: part.target, rank: LESS.person };
  if (!COMPANY_OR_PERSON.has(key) && !isCompanyOrPerson(name)) return undefined;
  return { target: found.has('company_name') ? 'contact_name' : 'company_name', rank: LESS.person };
}

/** "Firma / Nachname": of companies their name, of people theirs. */
function isCompanyOrPerson(name: string): boolean {
  const parts = name.includes('/') ? name.split('/', MOST_PARTS).map(nameKey) : [];
  const targets = parts.map((part) => (COMPANY_OR_PERSON.has(part) ? 'contact_name' : KNOWN.get(part)?.target));
  return targets.includes('company_name') && targets.some((one) => one === 'last_name' || one === 'contact_name');
}

/** "Land (ISO 3166-1)" is the country, where no other column is. */
function withRemarks(names: readonly string[], guesses: (Guess | undefined)[]): (Guess | undefined)[] {
  const found = new Set(guesses.map((guess) => guess?.target));
  return guesses.map((guess, index) => {
    const name = names[index] ?? '';
    const remark = REMARK.exec(name)?.groups?.remark;
    if (guess !== undefined || remark === undefined || READING.test(remark)) return guess;
    const bare = guessKey(nameKey(name.replace(REMARK, '')));
    return bare === undefined || found.has(bare.target) ? undefined : lessCertain(bare, LESS.remark);
  });
}

function partsOf(target: Target, beside: Target, names: string): typeof PARTS {
  return Object.fromEntries(names.split(', ').map((name) => [name, { beside, target }]));
}

function lessCertain(guess: Guess, by: number): Guess {
  return { target: guess.target, rank: (guess.rank % LESS.joined) + by };
}
