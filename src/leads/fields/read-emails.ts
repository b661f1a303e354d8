import { isEmail } from 'class-validator';
import { isNoAddress } from './no-address.js';
import { readLine, readName } from './read-text.js';
import { isBetween, isTooLong, plain, type Several, severalOf } from './several.js';

/** As the table's CHECK constraint has it, so that no request ever meets it. */
const EMAIL_FORM = /^[^@\s]+@([^@\s]+)$/;
/** As nearly all are: there is nothing to mend, and the rule of the field checks it. */
const PLAIN = /^\w[\w.+-]*@[\w-]+(?:\.[\w-]+)+$/;
/** Where quotes and bullets stand before an address, its rule takes them for a part of it. */
const BEGINS_PLAINLY = /^[\p{L}\p{N}_]/u;
const LINK = /<a\s[^<>]*href\s*=\s*["']?mailto:([^"'?\s<>]+)[^<>]*>/gi;
/** As spreadsheets link an address. */
const HYPERLINK = /^=\s*hyperlink\(\s*"mailto:([^"?\s]+)[^"]*".*$/i;
const TAG = /<\/?[a-z]+(?:\s[^<>]*)?>/gi;
/** An address in brackets of another form, as in "Jane Doe (jane@acme.example)". */
const BRACKETED = /[[({]([^[\](){}<>]*@[^[\](){}<>]*)[\])}]/g;
const IN_BRACKETS = /<([^<>]*@[^<>]*)>/g;
/** As in "jane@acme.example (work)". */
const REMARK = /\([^()@]*\)/g;
/** What stands before an address, as in "mailto:", "E-Mail:", "Work:"; a URL with a user is no e-mail address. */
const LABEL = /^(?!https?:|s?ftp:)\p{L}[\p{L}-]{0,20}:/iu;
const BEFORE = /^[<("'[{`\u2018\u201c\u201e\u00ab\u2039*]+/u;
const BEHIND = /[>)"'\]}`\u2019\u201d\u00bb\u203a*.,;:!/\\]+$/u;
/** "At" and "dot" in words, as people hide an address from machines. */
const AT_WORDS = 'at|ät|arroba|arobase|chiocciola|apenstaartje|snabel-?a|zavináč|małpa|kukac|собака|собачка';
const DOT_WORDS = 'dot|punkt|point|punto|ponto|punt|prick|piste|tečka|kropka|pont|точка';
const BRACKETED_AT = new RegExp(String.raw`\s*[[({<]\s*(?:${AT_WORDS}|@)\s*[\])}>]\s*`, 'giu');
const BRACKETED_DOT = new RegExp(String.raw`\s*[[({<]\s*(?:${DOT_WORDS}|\.)\s*[\])}>]\s*`, 'giu');
/** Without brackets, where nothing else is an address; the local part is one word, and none that asks to write or to meet. */
const SPELLED_AT = new RegExp(
  String.raw`^(?!(?:meet|call|contact|reach|ask|see|look|find|write|mail|email|e-mail|not|is|am|are|work|works|working)\s)([\p{L}\p{N}._+-]+)(?:\s+|[-_*|]+\s*|\s*[-_*|]+)(?:${AT_WORDS})(?:\s+|\s*[-_*|]+|[-_*|]+\s*)(?=\S)`,
  'iu',
);
const SPELLED_DOT = new RegExp(
  String.raw`(?<=[\p{L}\p{N}])(?:\s+|\s*[-_*|]+\s*)(?:${DOT_WORDS})(?:\s+|\s*[-_*|]+\s*)(?=[\p{L}\p{N}])`,
  'giu',
);
/** A comma, a neighbour of the dot on the keyboard, before the end of the only address. */
const COMMA_FOR_DOT = /^([^\s@,;]+@[\w-]+(?:\.[\w-]+)*),([a-z]{2,6})$/i;
/** Words beside the only address: two before it, or some before or behind a dash or a bar. */
const NAME_BEFORE =
  /^(?=[^@]*\p{L})("[^"@]{1,60}"|(?:work|home|private|personal|office|business|primary|e-?mail|mail|privat)|[^\s@<>()[\]{};/\\:]+(?:\s+[^\s@<>()[\]{};/\\:]+){1,7}\s*[,:|\p{Pd}]?|[^@<>;/\\:]{1,60}\s[|\p{Pd}])\s+(?=\S+@\S+$)/iu;
const WORDS_BEHIND =
  /(?<=^\S+@\S+)\s+(?:[|\p{Pd}]\s+[^@;,]{1,100}|\[[^[\]@]{1,60}\])$|(?<=^[^\s@]+@[\w.-]+)[|;#](?:type=)?(?:primary|work|home|other|private|business)$/iu;
const SEPARATORS = /[\s,;|]+|(?<=@[^\s/]*)\/(?=[^\s/]*@)/u;
/** What a person, or a mail server, has found out: "jane@acme.example BOUNCED". */
const REMARK_BEHIND = /(?<=^[^\s@]+@[\w.-]+\.[a-z]{2,})\s+[^\s@.,;|][^@.,;|]{0,60}$/iu;
/** With words for its dots: "jane @ acme dot example". */
const SPACED_AT = /^[^\s@]+\s*@\s*[^\s@]+\s[^@]*$/;
const SPACED_DOMAIN = /^([^\s@]+@[\w-]+)\s*\.\s*([a-z]{2,6})$/;

/** Whether a value is an e-mail address with a domain of two parts. */
export function isEmailAddress(value: unknown): boolean {
  const domain = typeof value === 'string' ? EMAIL_FORM.exec(value)?.[1] : undefined;
  // On lone surrogates validator's own check throws.
  return domain?.slice(1, -1).includes('.') === true && String(value).isWellFormed() && isEmail(value);
}

/**
 * The e-mail addresses in a field, as address books write them: `Jane Doe <jane@acme.example>`, `mailto:`, several with
 * separators. What holds none, or anything besides, comes back as it is, for the field's rule to refuse.
 */
export function readEmails(value: unknown): Several {
  const text = readLine(value);
  if (typeof text !== 'string' || PLAIN.test(text) || isTooLong(text)) return { first: text, others: [] };
  if (BEGINS_PLAINLY.test(text) && isEmailAddress(text)) return { first: text, others: [] };
  if (isNoAddress(text)) return { first: null, others: [] };
  const spelled = spelledOut(text);
  const bare = spelled.replace(REMARK, ' ').trim();
  const hasRemark = bare !== spelled.trim();
  const found = emailsIn(bare) ?? addressBesideWords(bare);
  if (found === undefined) return { first: text, others: [] };
  return hasRemark ? { ...found, text } : found;
}

/** The first address in a text by which leads are found; what holds none finds none. */
export function readEmail(value: unknown): unknown {
  return readEmails(value).first ?? readName(value);
}

/** A text with each address in its usual form: "jane (at) acme (dot) example" is how people hide one from machines. */
function spelledOut(text: string): string {
  const marked = withSigns(text);
  const spelled = marked.includes('@') ? marked : marked.replace(SPELLED_AT, '$1@');
  const dotted = spelled === marked && !SPACED_AT.test(marked) ? spelled : spelled.replace(SPELLED_DOT, '.');
  return dotted.replace(COMMA_FOR_DOT, '$1.$2');
}

function withSigns(text: string): string {
  return plain(text)
    .replace(HYPERLINK, '$1')
    .replace(LINK, ' <$1> ')
    .replace(BRACKETED_AT, '@')
    .replace(TAG, ' ')
    .replace(/%40/g, '@')
    .replace(BRACKETED_DOT, '.')
    .replace(BRACKETED, ' <$1> ')
    .replace(/\s+:/g, ':');
}

/** "Jane Doe jane@acme.example", "jane@acme.example - verified". */
function addressBesideWords(text: string): Several | undefined {
  const address = text.replace(NAME_BEFORE, '').replace(WORDS_BEHIND, '').replace(REMARK_BEHIND, '');
  const found = address === text ? undefined : emailsIn(address);
  return found?.others.length === 0 ? { ...found, text } : undefined;
}

function emailsIn(text: string): Several | undefined {
  if (text.search(IN_BRACKETS) < 0) return severalOf(addressesIn(text), isEmailAddress);
  // Beside addresses in brackets stand names, and perhaps addresses without a name.
  const parts = text.split(/(<[^<>]*>)/).flatMap((part) => {
    const addresses = addressesIn(part);
    return part.startsWith('<') && part.includes('@') ? addresses : addresses.filter(isEmailAddress);
  });
  return severalOf(parts, isEmailAddress);
}

function addressesIn(text: string): string[] {
  return text
    .replace(/\s*@\s*/g, '@')
    .replace(SPACED_DOMAIN, '$1.$2')
    .split(SEPARATORS)
    .map((part) => (part.includes('@') ? addressIn(part) : part.replace(LABEL, '')))
    .filter((part) => !isBetween(part));
}

function addressIn(part: string): string {
  const address = part.replace(BEFORE, '').replace(LABEL, '');
  return address.replace(/\?.*$/, '').replace(BEFORE, '').replace(BEHIND, '');
}
