import type { LeadEntity } from '../leads/lead.entity.js';

/** A search needs no more; and it has to fit into an address. */
const LONGEST_QUESTION = 500;

/** E-mail addresses, and runs of digits that may be a phone number. */
const PERSONAL = /\S@\S|\d(?:[\s().+/-]{0,3}\d){6}/;

/**
 * The query that Context7 gets about a library. A caller's own words are sent only if they are about no lead and hold
 * nothing that looks like an e-mail address or a phone number.
 */
export function questionFor(library: string, query: string, isAboutLead: boolean): string {
  if (isAboutLead || PERSONAL.test(query)) return `What ${library} is for, and how it is used`;
  return query.slice(0, LONGEST_QUESTION).toWellFormed();
}

/** Whether the name of a library identifies the lead. */
export function namesLead(library: string, lead: LeadEntity): boolean {
  const { companyName, companyWebsite, contactName, contactPhone, externalId } = lead;
  const host = companyWebsite === null ? null : (URL.parse(companyWebsite)?.hostname ?? null);
  const names = [companyName, host, host?.replace(/^www\./, ''), contactName, contactPhone, externalId];
  return names.some((name) => name?.toLowerCase() === library.toLowerCase());
}
