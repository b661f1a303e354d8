import { getDomain } from 'tldts';

/** Longer addresses are refused before they are parsed: no browser takes them either. */
const LONGEST_URL = 2048;

/** The host of a website, with or without a scheme, in its ASCII form and without "www."; null if there is none. */
export function websiteDomain(website: string): string | null {
  const url = /^https?:\/\//i.test(website) ? website : `https://${website}`;
  const host = url.length > LONGEST_URL || /\s/.test(url) ? '' : (URL.parse(url)?.hostname ?? '');
  const bare = host.replace(/^www\./, '').replace(/\.$/, '');
  return bare.includes('.') ? bare : null;
}

/** The domain of an e-mail address in its ASCII form, or null where the address cannot be one. */
export function emailDomain(email: string): string | null {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  return at > 0 && /^[^\s/:?#@]+$/.test(domain) ? websiteDomain(domain) : null;
}

/**
 * The registered part of a domain ("acme.co.uk" of "mail.acme.co.uk"), or null for public suffixes such
 * as "co.uk" or "github.io", which have no owner.
 */
export function registeredDomain(domain: string): string | null {
  return getDomain(domain, { allowPrivateDomains: true });
}

/** Whether two domains belong to one owner: "eu.acme.com" and "www.acme.com" do, two sites at github.io do not. */
export function areRelated(one: string, other: string): boolean {
  const owned = registeredDomain(one);
  return owned !== null && owned === registeredDomain(other);
}
