import { secretsIn } from '../config/secret-values.js';
import { decodedViews, type Range } from './decoded-views.js';

export const REDACTED = '[redacted]';

/** Names of secret or personal data, as headers, fields, variables and queries write them. */
const KEY = '(?:api|secret|private|access|signing|encryption|master|client|account|shared|subscription|auth)[_ -]?key';
const ENDING = String.raw`(?:[_-]?(?:value|pem|hash|base64|\d{1,2}))?`;
const ONE_WORD = `(?:authorization|${KEY}|token|secret|passw(?:or)?d|(?<![a-z])(?:pass|pwd)|passphrase|passcode|credentials?|e-?mail|phone)${ENDING}`;
const MANY_WORDS = '(?:notes|contact[_-]?name|cookie)';

/** What stands between a name and its value: what ends the name, and a sign. */
const ASSIGNS = String.raw`(?:\\*["'\x60]|\))?\s{0,3}(?:=>|:|=(?!>)|%3D)\s{0,3}`;
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

/** A pair of a name and its value, as entries of maps are written. */
const NAMED = `["'][\\w -]{0,40}(?:${ONE_WORD}|${MANY_WORDS})["']`;
const PAIR = `(\\[\\s{0,3}${NAMED}\\s{0,3},\\s{0,3})(?!${NAMED})(?:"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*')(?=\\s{0,3}\\])`;

/** Prefixes of secrets of providers, clouds, shops and code hosts, as scanners of secrets list them; errors may repeat them. */
const PREFIX = [
  // Models: OpenAI, Anthropic, Cerebras, RunPod, Context7, Hugging Face, Groq, xAI, Replicate, Perplexity, NVIDIA, Together, Pinecone.
  String.raw`(?:sk|csk|rpa|rps|ctx7sk|hf|api_org|gsk|xai|r8|pplx|nvapi|tgp_v\d|pcsk|tvly|lsv2_(?:pt|sk))`,
  // Code: GitHub, GitLab, Docker Hub, Postman, Sentry, New Relic, Grafana, CircleCI, Buildkite, RubyGems, Doppler, Linear, Figma.
  'gh[pousr]|github_pat|gl(?:pat|dt|rt|ptt|cbt|imt|soat|ft|agent|oas|ffct)|FLWSECK(?:_TEST)?|duffel_(?:live|test)|HRKU|p8e|tk-us|dckr_[po]at|PMAK|sntry[su]|NR(?:AK|II|JS|AA)',
  'gl(?:sa|c)|CCI(?:PAT|PRJ)|bkua|rubygems|lin_(?:api|oauth)|figd|sgp|pnu|ntn|sm_[aps]at|CLOJARS|fo1|fm[12][ar]?|fio-u',
  // Clouds and data: DigitalOcean, PlanetScale, Supabase, PostHog.
  'do[opr]_v1|pscale_(?:tkn|pw|oauth)|sbp|sb_secret|phx',
  // Shops, payment and mail: Stripe, Shopify, Square, Shippo, Slack, Brevo, EasyPost.
  '[rsw]k_(?:live|test|prod)|whsec|shp(?:at|ca|pa|ss)|sq0(?:atp|csp|idp)|shippo_(?:live|test)|xox[a-z]|xapp|x(?:keys|smtps)ib',
].join('|');

/** Secrets whose form says more than a prefix: length, alphabet or parts. */
const FORMS = [
  String.raw`npm_[A-Za-z\d]{36}`,
  String.raw`pypi-AgE[\w-]{16,}`,
  String.raw`(?:SG|hv[sbr]|ya29|dp\.(?:pt|st|ct|sa|scim|audit))\.[\w-]{16,}(?:\.[\w-]{16,})?`,
  String.raw`1\/\/0[\w-]{20,}`,
  String.raw`(?:A3T[A-Z\d]|AKIA|ASIA|ABIA|ACCA)[A-Z\d]{16}\b`,
  String.raw`(?:LTAI|AKID)[A-Za-z\d]{12,32}\b`,
  String.raw`AIza[\w-]{30,}`,
  String.raw`GOCSPX-[\w-]{20,}`,
  String.raw`\w{3}\dQ~[\w.~-]{31,}`,
  String.raw`A[TC]A?TT3[\w=-]{20,}`,
  String.raw`SK[\da-f]{32}\b`,
  String.raw`key-[\da-f]{32}\b`,
  String.raw`dapi[\da-f]{32}\b`,
  String.raw`(?:pul|jina|fw|nfp|vcp|rdme|ops|glc|re)[_-][A-Za-z\d_]{24,}`,
  String.raw`EZ[AT]K[A-Za-z\d]{32,}`,
  String.raw`(?:ABSK|AKCp|ico-|API-|GR1348941|sha256~)[\w+/=-]{24,}`,
  String.raw`dt0c01\.[A-Za-z\d]{16,}\.[A-Za-z\d]{32,}`,
  String.raw`[A-Za-z\d]{14}\.atlasv1\.[\w=-]{40,}`,
  String.raw`[ps]at\.[\w-]{22}\.[A-Za-z\d]{24}\.[A-Za-z\d]{20}`,
  String.raw`v1\.0-[\da-f]{24}-[\da-f]{40,}`,
  String.raw`A3-[A-Z\d]{6}-[A-Z\d]{6,11}(?:-[A-Z\d]{5}){2,3}\b`,
  String.raw`[A-Za-z\d]{6}_[A-Za-z\d]{29}_mmk\b`,
  String.raw`ZXlK[\w+/=-]{30,}`,
  String.raw`pat[A-Za-z\d]{14}\.[\da-f]{64}`,
  String.raw`\d{8,10}:A[\w-]{34}(?![\w-])`,
  String.raw`[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}`,
  String.raw`AGE-SECRET-KEY-1[\dA-Z]{20,}`,
  String.raw`EAA[MC][A-Za-z\d]{60,}`,
].join('|');

/** A line break within Base64 or hexadecimal, also in JSON or a URL. */
const BREAK = String.raw`(?:[ \t]{0,8}(?:[\r\n]|\\[rn]|%0[AaDd]){1,4}[ \t]{0,8})?`;
/** `text` with line breaks anywhere. */
const broken = (text: string) => Array.from(text).join(BREAK);
/** Our own keys in Base64, by what becomes of `sa_live_` at each of three places, and in hexadecimal. */
const ENCODED_KEY = [
  `(?:${['c2FfbGl2ZV', 'NhX2xpdmVf', 'zYV9saXZlX'].map(broken).join('|')})(?:${BREAK}[\\w+\\/=%-]){4,64}`,
  `${broken('73615f6c6976655f')}(?:${BREAK}[\\da-f]){4,90}`,
].map((source) => new RegExp(source, source.startsWith('7') ? 'gi' : 'g'));

/** Secrets that are known by their form alone, and are looked for in all that a text may be written as. */
const FORMS_OF_SECRETS = [
  /sa(?:_|%5F)(?:live|session)(?:_|%5F)[\w%-]+/gi,
  ...ENCODED_KEY,
  new RegExp(`\\b(?:${PREFIX})[_-][\\w-]{12,}`, 'g'),
  // In other cases of letters only with a digit, unlike the names of variables.
  new RegExp(`\\b(?:${PREFIX})[_-](?=[A-Za-z_-]{0,40}\\d)[\\w-]{12,}`, 'gi'),
  new RegExp(`(?<![\\w.-])(?:${FORMS})`, 'g'),
  // Not \b: each hyphen would begin another search to the end of the text.
  /(?<![\w-])(?:ops_)?eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){0,3}/g,
];

/** Whether a short text holds a secret that is known by its form. */
export function holdsSecret(text: string): boolean {
  return FORMS_OF_SECRETS.some((form) => text.search(form) !== -1);
}

/** Each pattern with what takes its place, in this order. None takes more than time in proportion to the text. */
const RULES: [RegExp, string | ((...match: string[]) => string)][] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z ]{0,40}-----|$)/g, REDACTED],
  [new RegExp(PAIR, 'gi'), `$1${REDACTED}`],
  [new RegExp(`(${MANY_WORDS}${ASSIGNS})(?!\\s{0,3}\\\\*["'\x60]|${NO_VALUE})[^\\n]+`, 'gi'), `$1${REDACTED}`],
  [new RegExp(`((?:${ONE_WORD}|${MANY_WORDS})${ASSIGNS})(?!${NO_VALUE})(?:${QUOTED}|${WORD})`, 'gi'), `$1${REDACTED}`],
  [/(\bpostgres(?:ql)?:\/\/[^\s:/@]*:)[^\s"'`<>]{0,256}@/gi, `$1${REDACTED}@`],
  [/(:\/\/[^\s:/?#@"']*:)[^\s/?#"']*@/g, `$1${REDACTED}@`],
  [/(%3A%2F%2F[^\s%]{0,128}%3A)(?:(?!%40)[^\s&"']){0,256}%40/gi, `$1${REDACTED}%40`],
  ...FORMS_OF_SECRETS.map((form): [RegExp, string] => [form, REDACTED]),
  [
    /(\bhooks\.slack\.com\/(?:services|workflows|triggers)\/|\bwebhook\.office\.com\/webhookb2\/)[\w@/+-]+/gi,
    `$1${REDACTED}`,
  ],
  [/([?&]sig=)[\w%+\/=-]{20,}/gi, `$1${REDACTED}`],
  [/(\bBearer(?:\s|%20|\+){1,3})[\w.~+/=%-]+/gi, `$1${REDACTED}`],
  [/(\bBasic(?:\s|%20|\+){1,3})([\w+/-]{4,}(?:=|%3D){0,2})/gi, hideCredentials],
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
  const redacted = RULES.reduce(
    // The overloads of `replace` take either kind of replacement, but not their union.
    (result, [pattern, replacement]) => result.replace(pattern, replacement as string),
    hideSecrets(kept),
  );
  return kept === text ? redacted : `${redacted}… (${text.length - kept.length} more characters)`;
}

/** `text` without the values that are kept secret, and without other secrets that stand there encoded. */
function hideSecrets(text: string): string {
  const found: Range[] = secretsIn(text);
  for (const view of decodedViews(text)) {
    for (const [start, end] of secretsIn(view.text)) found.push(view.rangeOf(start, end));
    // Without line breaks a form would go on in the next line.
    if (view.isJoined) continue;
    for (const form of FORMS_OF_SECRETS) {
      for (const { 0: secret, index } of view.text.matchAll(form))
        found.push(view.rangeOf(index, index + secret.length));
    }
  }
  return found.length === 0 ? text : replaced(text, found);
}

/** `text` with each of these parts redacted; those that overlap are one. */
function replaced(text: string, parts: Range[]): string {
  let redacted = '';
  let copied = 0;
  for (const [start, end] of parts.sort(([a], [b]) => a - b)) {
    if (start >= copied) redacted += text.slice(copied, start) + REDACTED;
    copied = Math.max(copied, end);
  }
  return redacted + text.slice(copied);
}

/** Of the scheme Basic: `user:password` in Base64, unlike the second word of "Basic information". */
function hideCredentials(whole: string, scheme: string, encoded: string): string {
  if (encoded.replace(/=|%3D/gi, '').length % 4 === 1) return whole;
  const text = Buffer.from(encoded, 'base64').toString('latin1');
  return /^[\x20-\x7e\xa0-\xff]*:/.test(text) ? scheme + REDACTED : whole;
}
