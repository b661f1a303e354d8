export const REDACTED = '[redacted]';

/** Names of secret or personal data, as headers, fields, variables and queries write them. */
const ONE_WORD = '(?:authorization|api[_ -]?key|token|secret|passw(?:or)?d|passphrase|e-?mail|phone)';
const MANY_WORDS = '(?:notes|contact[_-]?name|cookie)';

/** What stands between a name and its value: what ends the name, and a sign. */
const ASSIGNS = String.raw`(?:\\*["'\x60]|\))?\s{0,3}(?:[:=]|%3D)\s{0,3}`;
const NO_VALUE = String.raw`\s{0,3}(?:(?:null|undefined|true|false)(?![^\s,;&"'\x60\\)}\]])|\[redacted\])`;
/** In JSON within JSON the quotes are escaped; and the end of any quoted text may have been cut off. */
const QUOTED = String.raw`(?<slashes>\\+)"[^]*?(?:(?<!\\)\k<slashes>"|$)|(?<quote>["'\x60])(?:(?!\k<quote>)[^\\]|\\[^])*\k<quote>?|\([^)\n]*\)?`;
const WORD = String.raw`(?:(?:Bearer|Basic|Digest|Token|ApiKey)\s+)?(?:[^\s&"'\x60\\]|\\(?!["'\x60]))+`;

const LETTERS = String.raw`\p{L}\p{N}`;
/** A domain ends in letters, unlike the version in `package@1.2.3`. */
const EMAIL = String.raw`(?<![${LETTERS}_.%+-])[${LETTERS}_.%+-]+(?:@|%40)(?!\d+\.\d+\.\d)(?:[${LETTERS}-]+\.)+\p{L}{2,}`;

/** Where digits begin and end that are not a part of an id, a version, a time, or an amount of something. */
const BEGIN = String.raw`(?<!\w|\d\.|\w[+-])(?![\dA-Fa-f]{8}-[\dA-Fa-f]{4}-)`;
const END = String.raw`(?!(?!x\d|ext)\w|\.\d|\s?(?:[nuµm]?s|[kKMG]i?B|bytes)\b)`;
const GAP = String.raw`[\t \u00a0\u202f().\/\u2010-\u2015-]`;

const PHONE = [
  // +49 (0)30 1234-567, 0049 30 1234567
  String.raw`(?:(?<!\w)\+|%2[bB]|${BEGIN}00)\(?[1-9](?:${GAP}{0,3}\d){6,14}${END}`,
  // (555) 123-4567
  String.raw`${BEGIN}(?:1[ .-])?\(\d{2,5}\)(?:${GAP}{0,2}\d){5,10}${END}`,
  // 555-123-4567, 1 555 123 4567, 5551234567
  String.raw`${BEGIN}(?:1[ .-]?)?[2-9]\d{2}(?<gap>[ .-])\d{3}\k<gap>\d{4}${END}`,
  String.raw`${BEGIN}1?[2-9]\d{9}${END}`,
  // 030 1234567, 0171/123 45 67, 01 23 45 67 89, 01711234567
  String.raw`${BEGIN}(?=(?:${GAP}{0,3}\d){8})0[1-9]\d{1,4}(?:${GAP}{1,3}\d{2,8}){1,4}${END}`,
  String.raw`${BEGIN}0[1-9](?:[ .-]\d{2}){4}${END}`,
  String.raw`${BEGIN}0[1-9]\d{8,10}${END}`,
].join('|');

/** Each pattern with what takes its place, in this order. None takes more than time in proportion to the text. */
const RULES: [RegExp, string][] = [
  [new RegExp(`(${MANY_WORDS}${ASSIGNS})(?!\\s{0,3}\\\\*["'\x60]|${NO_VALUE})[^\\n]+`, 'gi'), `$1${REDACTED}`],
  [new RegExp(`((?:${ONE_WORD}|${MANY_WORDS})${ASSIGNS})(?!${NO_VALUE})(?:${QUOTED}|${WORD})`, 'gi'), `$1${REDACTED}`],
  [/(\bpostgres(?:ql)?:\/\/[^\s:/@]*:)[^\s"'`<>]{0,512}@/gi, `$1${REDACTED}@`],
  [/(:\/\/[^\s:/?#@"']*:)[^\s/?#"']*@/g, `$1${REDACTED}@`],
  [/sa(?:_|%5F)live(?:_|%5F)[\w%-]+/gi, REDACTED],
  // Keys of OpenAI, Cerebras and RunPod, which their errors may repeat.
  [/\b(?:sk|csk|rpa|rps)[_-][\w-]{16,}/g, REDACTED],
  [/(\bBearer(?:\s|%20|\+){1,3})[\w.~+/=%-]+/gi, `$1${REDACTED}`],
  [new RegExp(EMAIL, 'giu'), REDACTED],
  [new RegExp(PHONE, 'g'), REDACTED],
];

/** The word that was cut in two where a text was: half of it would not be known for what it is. */
const CUT_WORD = /\S{0,320}$/;

/**
 * `text` without API keys and other credentials, e-mail addresses, phone numbers and notes, as far as their form or the
 * name before them gives them away. Of a text of more than `max` characters the beginning is kept.
 */
export function redactText(text: string, max: number): string {
  const kept = text.length <= max ? text : text.slice(0, max).replace(CUT_WORD, '');
  const redacted = RULES.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), kept);
  return kept === text ? redacted : `${redacted}… (${text.length - kept.length} more characters)`;
}
