import { isURL } from 'class-validator';

/** As the table's CHECK constraint has it, so that no request ever meets it. */
const URL_FORM = /^https?:\/\/\S+$/i;
const URL_OPTIONS = {
  ...{ protocols: ['http', 'https'], require_protocol: true, require_tld: false },
  ...{ allow_underscores: true, allow_trailing_dot: true },
};
/** `https://`, and what people make of it: `http//`, `https:/`, `https:\\`, `htttps;//`, `hxxp://`. */
const SCHEME = /^h{0,2}(?:t{1,3}|xx)p(s?)(?:[:;.]\s*[\\/]{1,4}|[\\/]{2,4}:?|:)\s*/i;
/** A host with a dot, or an IP address; a port perhaps, and a path: what browsers open without a scheme. */
const BARE =
  /^(?:(?:[\p{L}\p{N}\p{M}_-]{1,63}\.)+\p{L}[\p{L}\p{N}\p{M}-]{1,62}\.?|(?:\d{1,3}\.){3}\d{1,3})(?::\d{1,5})?(?:[/?#]\S*)?$/u;
const BEFORE = /^[<("'[{`\u2018\u201c\u201e\u00ab\u2039*\u2022\u00b7>@.\p{Pd}\s]+/u;
const BEHIND = /[>"'`\u2019\u201d\u00bb\u203a*,;!\s]+$/u;
/** No address is put into more brackets and quotes. */
const MOST_LAYERS = 10;
const CLOSING: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Whether a value is an http or https URL. */
export function isWebAddress(value: unknown): boolean {
  return typeof value === 'string' && URL_FORM.test(value) && isURL(value, URL_OPTIONS);
}

/** What is behind the schemes that a text begins with, and the last one of them. */
export function withoutScheme(text: string): { scheme: string | undefined; rest: string } {
  let scheme: string | undefined;
  let rest = text;
  for (let found = SCHEME.exec(rest); found !== null; found = SCHEME.exec(rest)) {
    scheme = found[1] === '' ? 'http' : 'https';
    rest = rest.slice(found[0].length);
  }
  return { scheme, rest };
}

/** The web address that a text is, without what stands around it and with a scheme; `undefined` if it is none. */
export function webAddressIn(text: string): string | undefined {
  // What is an address stays as it is, apart from signs that cannot end one.
  if (isWebAddress(text) && !SCHEME.test(withoutFirstScheme(text))) return text.replace(/[,;]+$/, '');
  const { scheme, rest } = withoutScheme(trimmed(text));
  const host = rest.replace(/^\/{2,}/, '');
  const address = `${scheme ?? 'https'}://${host}`;
  return (scheme !== undefined || BARE.test(host)) && isWebAddress(address) ? address : undefined;
}

function withoutFirstScheme(text: string): string {
  return text.slice(text.indexOf('//') + 2);
}

function isBalanced(text: string, opening: string): boolean {
  return text.split(opening).length >= text.split(text.at(-1) ?? '').length;
}

/** Without brackets, quotes, bullets around it; a bracket that the address opens itself is a part of it. */
function trimmed(text: string): string {
  let rest = text.replace(BEFORE, '');
  for (let layers = 0; layers < MOST_LAYERS; layers++) {
    const shorter = rest.replace(BEHIND, '');
    const opening = CLOSING[shorter.at(-1) ?? ''];
    const isOutside = opening !== undefined && !isBalanced(shorter, opening);
    // A dot can end a path, as in "/wiki/Acme_Inc.", and no host.
    const isFullStop = shorter.endsWith('.') && !/[^/]\/[^/]/.test(shorter);
    const next = isOutside || isFullStop ? shorter.slice(0, -1) : shorter;
    if (next === rest) break;
    rest = next;
  }
  return rest;
}
