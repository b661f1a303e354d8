import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Public lists, from packages that are kept up to date. */
const THROW_AWAY = new Set([
  ...listed('disposable-email-domains-js/dist/dict/disposable_email_blocklist.json'),
  // Providers that the list lacks.
  ...(
    'tempmail.com tempmail.net temp-mail.io mail-temp.com emailtemp.org burnermail.io spamgourmet.com 33mail.com luxusmail.org ' +
    'disposablemail.com'
  ).split(' '),
]);
const FREE = new Set([
  ...listed('email-providers/all.json'),
  ...(require('free-email-domains-typescript') as { freeEmailDomains: readonly string[] }).freeEmailDomains,
]);
/** In one of the lists, and no provider's; employees of BT write from bt.com, its customers from btinternet.com. */
const NOT_FREE = new Set(['example.com', 'example.org', 'example.net', 'bt.com']);

/** Providers that the lists lack. */
const FREE_BESIDES = new Set(
  (
    'live.nl bk.ru ya.ru pm.me hey.com att.net verizon.net comcast.net mailbox.org posteo.de posteo.net tuta.com tuta.io tutanota.de tutanota.com ' +
    'tutamail.com proton.me duck.com skiff.com mailo.com disroot.org riseup.net runbox.com a1.net aon.at ' +
    'chello.at inode.at vodafone.de numericable.fr'
  ).split(' '),
);
/** Providers with an ending for each country: their first label. */
const FAMILIES = new Set(
  'yahoo ymail rocketmail hotmail outlook gmx yandex fastmail protonmail rediffmail googlemail'.split(' '),
);
/** A family stands directly before its ending, as in `yahoo.co.uk`. */
const MOST_ENDINGS = 2;

/** Addresses there say nothing of an employer. */
export function isFreeMail(domain: string): boolean {
  if (NOT_FREE.has(domain)) return false;
  return FREE.has(domain) || FREE_BESIDES.has(domain) || isInFamily(domain);
}

/** Addresses there are made to be thrown away, and so are those below it. */
export function isThrowAway(domain: string): boolean {
  for (let name = domain; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    if (THROW_AWAY.has(name)) return true;
  }
  return false;
}

function isInFamily(domain: string): boolean {
  const [first = '', ...endings] = domain.split('.');
  return FAMILIES.has(first) && endings.length <= MOST_ENDINGS && endings.every((label) => label.length <= 3);
}

function listed(file: string): readonly string[] {
  return require(file) as readonly string[];
}
