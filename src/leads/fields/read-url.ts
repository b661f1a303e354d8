import { isPlaceholder } from '../placeholders.js';
import { isNoAddress } from './no-address.js';
import { readLine } from './read-text.js';
import { isBetween, isTooLong, plain, type Several, severalOf } from './several.js';
import { isWebAddress, webAddressIn, withoutScheme } from './web-address.js';

/** As nearly all are: there is nothing to mend, and the rule of the field checks it. */
const PLAIN = /^https?:\/\/(?:(?!http)[a-z\d-]+\.)+[a-z]{2,}(?:\/(?:(?!http)[\w./~-])*)?$/i;
/** What forms have in an empty field for an address, to be gone on with. */
const BEGUN = /^(?:https?:\/{0,2}|(?:https?:\/\/)?www\.)$/i;
/** Access writes a text before the address, which could be an address itself. */
const ACCESS_LINK = /^[^#]*#([^#\s]+)#$/;
/** An address with a text: in HTML, Markdown, and Slack. */
const LINKS = [
  /^=\s*hyperlink\(\s*"([^"\s]+)"/i,
  /^[[{].*?"(?:url|uri|href|link|value|website)"\s*:\s*"([^"\s]+)"/i,
  /<a\s[^<>]*href\s*=\s*["']?([^"'\s<>]+)/i,
  /\[[^[\]]*\]\(\s*([^\s()]+)\s*\)/,
  /<([^<>|\s]+)\|[^<>]*>/,
];
const LABEL =
  /^(?:(?:url|web|website|web ?site|homepage|www|site|domain|linkedin)\s*:|(?!s?ftp:|https?:)\p{L}[\p{L} -]{0,20}:\s)\s*/iu;
/** Dots in words or brackets, as people hide an address from machines: "acme[.]example", "acme dot example". */
const SPELLED_DOT = /\s*[[({]\s*(?:\.|dot|punkt|point|punto|ponto)\s*[\])}]\s*/gi;
const DOT_WORD = /^(\S+)\s(?:dot|punkt|point|punto|ponto)\s(\S+)$/i;
/** Neighbours on the keyboard: "www,acme.example", and "acme,com" before the commonest endings. */
const COMMA_FOR_DOT =
  /^(?:(?:https?:\/\/)?www[.,]\S+|[\p{L}\p{N}-]+,(?:com|net|org|info|biz|io|co|eu|de|fr|es|it|nl|ch|at|be|se|dk|no|fi|pl|pt|cz|ru|cn|jp|in|br|us|ca|au|mx|co[.,](?:uk|jp|in|za|nz)|com[.,](?:au|br|mx|tr|ar)))$/iu;
/** A slip that browsers mend too: backslashes for slashes. */
const BACKSLASHED = /^\S+\.[a-z]{2,}(?:\\\S*)$/i;
/** "acme .example": one name and a common ending, with a space beside the dot. */
const SPACED_DOT = /^([\p{L}\p{N}-]+)\s?\.\s?(com|net|org|info|biz|io|co|eu|de|fr|es|it|nl|ch|at|be|uk)$/iu;
/** "www acme com". */
const DOTLESS = /^www\s([\p{L}\p{N}-]+)\s([a-z]{2,6})$/iu;
/** Slips at the beginning of a host: "https://www. acme.com", "www.http://acme.com", "www..acme.com". */
const BROKEN_WWW = /(?<![^\s/])www\.(?:\s+(?=\S+\.)|\.+|(?=https?:\/))/gi;
/** Words before the only address: any where it says that it is one, or a name and a bar or a dash; remarks behind a dash. */
const NAMED =
  /^(?:[^\s/,]+[ ,]+){1,8}(?:[|:\p{Pd}]\s+)?(?<stated>(?:https?:\/\/|www\.)\S+)$|^[^/@]{1,80}[ ](?:\||\p{Pd})[ ](?<behind>\S+)$|^(?<first>\S+)\s[|\p{Pd}]\s[^/@.]{1,80}$/iu;
/** What stands in brackets beside an address, or the address beside a name. */
const BRACKETS = /(?:^|\s+)[(<[]([^()<>[\]]*)[)>\]](?=[\s,;]|$)/g;
/** Where a next address begins without a space before it. */
const GLUED = /(?=https?:\/\/)(?<=\.[\p{L}\p{N}/_-]*[\p{L}\p{N}])|[,;|](?=https?:\/\/|www\.)/giu;
const LINKEDIN_PATHS = /(?<![^\s,;|])\/?((?:in|pub|company|school|showcase)\/[^\s,;|/]+)/gi;

/**
 * The web addresses in a field, with `https://` where the scheme is missing. What is no address comes back as it is, for the
 * field's rule to refuse.
 */
export function readUrls(value: unknown): Several {
  const text = readLine(value);
  if (typeof text !== 'string' || PLAIN.test(text) || isTooLong(text)) return { first: text, others: [] };
  if (BEGUN.test(text) || isNoAddress(text)) return { first: null, others: [] };
  const { scheme, rest } = withoutScheme(text);
  // Some systems put a scheme before whatever they have.
  if (scheme !== undefined && rest !== '' && isPlaceholder(rest)) return { first: null, others: [] };
  return urlsIn(text.replace(ACCESS_LINK, '$1')) ?? urlsIn(plain(linkIn(text))) ?? { first: text, others: [] };
}

/** As `readUrls`, where a path such as "in/dana-reyes" is one of LinkedIn. */
export function readLinkedInUrls(value: unknown): Several {
  const text = readLine(value);
  return readUrls(typeof text === 'string' ? text.replace(LINKEDIN_PATHS, 'https://www.linkedin.com/$1') : text);
}

function linkIn(text: string): string {
  for (const link of LINKS) {
    const address = link.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  return text;
}

function urlsIn(text: string): Several | undefined {
  const unlabelled = withSlashes(text.replace(LABEL, ''))
    .replace(BROKEN_WWW, (www) => (www.length > 4 ? 'www.' : ''))
    .replace(DOTLESS, 'www.$1.$2')
    .replace(SPELLED_DOT, '.')
    .replace(DOT_WORD, '$1.$2')
    .replace(SPACED_DOT, '$1.$2');
  // In a query, commas and addresses are parts of one.
  const separated = /[?#=]/.test(text) ? unlabelled : unlabelled.replace(GLUED, ' ');
  const whole = separated === unlabelled ? webAddressIn(unlabelled) : undefined;
  if (whole !== undefined) return { first: whole, others: [] };
  return (
    urlsAmong(separated) ??
    urlsBesideBrackets(separated) ??
    urlWithSpaces(separated) ??
    urlWithCommas(unlabelled) ??
    urlBesideWords(text)
  );
}

function urlsAmong(text: string): Several | undefined {
  const parts = text.split(/[\s,;|]+/).filter((part) => !isBetween(part));
  return severalOf(
    parts.map((part) => webAddressIn(part) ?? part),
    isWebAddress,
  );
}

/** "acme.example (main site)" and "Acme (acme.example)"; both may hold addresses. */
function urlsBesideBrackets(text: string): Several | undefined {
  const inside = [...text.matchAll(BRACKETS)].map(([, part = '']) => part);
  if (inside.length === 0) return undefined;
  const outside = text.replace(BRACKETS, ' ').trim();
  const found = [outside, ...inside].flatMap((part) => {
    const several = urlsAmong(part.replace(LABEL, ''));
    return several === undefined ? [] : [String(several.first), ...several.others];
  });
  const several = severalOf(found, isWebAddress);
  return several === undefined ? undefined : { ...several, text };
}

function withSlashes(text: string): string {
  return BACKSLASHED.test(text) ? text.replaceAll('\\', '/').replace(/\/$/, '') : text;
}

/** "www,acme.example". */
function urlWithCommas(text: string): Several | undefined {
  const address = COMMA_FOR_DOT.test(text) ? webAddressIn(text.replaceAll(',', '.')) : undefined;
  return address === undefined ? undefined : { first: address, others: [] };
}

/** "Acme GmbH | https://acme.example", "acme.example - under construction". */
function urlBesideWords(text: string): Several | undefined {
  const { stated, behind, first } = NAMED.exec(text)?.groups ?? {};
  const address = webAddressIn(stated ?? behind ?? first ?? '');
  return address === undefined ? undefined : { first: address, others: [], text };
}

/** "www. acme.example": where a scheme or "www" says that it is an address, spaces around dots are slips. */
function urlWithSpaces(text: string): Several | undefined {
  if (!/^(?:https?|www)\b/i.test(text)) return undefined;
  const address = webAddressIn(text.replace(/\s*\.\s*/g, '.'));
  return address === undefined ? undefined : { first: address, others: [] };
}
