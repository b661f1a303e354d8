import { areRelated, emailDomain, registeredDomain, websiteDomain } from './domain.js';
import { isFreeMail, isThrowAway } from './mail-domains.js';
import { mailboxKind } from './mailbox.js';

/** What an address says of the person behind it, and of the company. */
export type EmailKind =
  | 'not_given'
  | 'not_an_address'
  /** At a domain that cannot be registered, such as "co.uk". */
  | 'public_suffix'
  | 'throw_away'
  /** It is not read: "noreply@". */
  | 'unread'
  | 'free'
  | 'role'
  | 'role_at_own_domain'
  | 'work'
  | 'own_domain';

/**
 * What kind of address a lead has, and its domain.
 * @param website of the company, which tells its own domain
 * @param roles mailboxes of roles that the profile adds
 */
export function readEmail(
  email: string | null,
  website: string | null,
  roles: readonly string[],
): { kind: EmailKind; domain: string | null } {
  const domain = email === null ? null : emailDomain(email);
  if (email === null || domain === null) return { kind: email === null ? 'not_given' : 'not_an_address', domain };
  return { kind: kindAt(domain, mailboxKind(email.slice(0, email.lastIndexOf('@')), roles), website), domain };
}

function kindAt(domain: string, mailbox: ReturnType<typeof mailboxKind>, website: string | null): EmailKind {
  if (registeredDomain(domain) === null) return 'public_suffix';
  if (isThrowAway(domain)) return 'throw_away';
  if (mailbox === 'unread') return 'unread';
  if (isFreeMail(domain)) return 'free';
  const site = website === null ? null : websiteDomain(website);
  const isOwn = site !== null && areRelated(domain, site);
  if (mailbox === 'role') return isOwn ? 'role_at_own_domain' : 'role';
  return isOwn ? 'own_domain' : 'work';
}
