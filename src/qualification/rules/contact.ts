import type { LeadFacts } from '../../leads/lead-facts.js';
import type { ScoringProfile, Seniority } from '../profile/scoring-profile.js';
import { SENIORITIES } from '../profile/scoring-profile.js';
import { type FactorPart, type PartScore, UNKNOWN_POINTS, UNSET_POINTS } from './factor-part.js';
import { areRelated, emailDomain, registeredDomain, websiteDomain } from './domain.js';
import { given, quoted } from './lead-text.js';
import { isFreeMail, isThrowAway } from './mail-domains.js';
import { mailboxKind } from './mailbox.js';
import { seniorityOf } from './seniority.js';
import { matchingTarget } from './target-title.js';

/** Percent of the factor. */
const SENIORITY_SHARE = 40;
const TITLE_SHARE = 30;
const EMAIL_SHARE = 18;
const PHONE_SHARE = 7;
const NAME_SHARE = 5;

/** Points by the number of rungs between a contact and the nearest wanted one. */
const POINTS_BY_DISTANCE = [100, 60, 35, 15];
const FARTHEST_POINTS = 5;

const RANK_NAMES: Record<Seniority, string> = {
  c_level: 'C-level',
  vp: 'vice president',
  head: 'head of department',
  director: 'director',
  manager: 'manager',
  senior: 'senior',
  individual: 'individual contributor',
  intern: 'intern',
};

export type Contact = Pick<
  LeadFacts,
  'contactTitle' | 'contactEmail' | 'contactPhone' | 'contactName' | 'companyWebsite'
>;

/** What contact_quality is made of: seniority, field of work, and how the contact can be reached. */
export function contactParts(lead: Contact, profile: ScoringProfile): FactorPart[] {
  const title = given(lead.contactTitle);
  return [
    { name: 'seniority', share: SENIORITY_SHARE, ...scoreSeniority(title, profile) },
    { name: 'title', share: TITLE_SHARE, ...scoreTitle(title, profile.targetTitles) },
    {
      name: 'email',
      share: EMAIL_SHARE,
      ...scoreEmail(given(lead.contactEmail), given(lead.companyWebsite), profile.roleMailboxes),
    },
    { name: 'phone', share: PHONE_SHARE, ...scorePresence('phone', given(lead.contactPhone)) },
    { name: 'name', share: NAME_SHARE, ...scorePresence('contact name', given(lead.contactName)) },
  ];
}

function scoreSeniority(
  title: string | null,
  { targetSeniorities: targets, ranks }: Pick<ScoringProfile, 'targetSeniorities' | 'ranks'>,
): PartScore {
  if (targets.length === 0) return { points: UNSET_POINTS, reason: 'seniorities are not set in the profile' };
  if (title === null) return { points: UNKNOWN_POINTS, reason: 'no title given to tell the seniority' };
  const rank = seniorityOf(title, ranks);
  if (rank === null) return { points: UNKNOWN_POINTS, reason: `title ${quoted(title)} tells no seniority` };
  const rung = SENIORITIES.indexOf(rank);
  const distance = Math.min(...targets.map((target) => Math.abs(SENIORITIES.indexOf(target) - rung)));
  const wanted = distance === 0 ? 'wanted' : `${distance} ${distance === 1 ? 'rung' : 'rungs'} off the wanted`;
  return {
    points: POINTS_BY_DISTANCE[distance] ?? FARTHEST_POINTS,
    reason: `title ${quoted(title)} is of ${wanted} seniority (${RANK_NAMES[rank]})`,
  };
}

function scoreTitle(title: string | null, targets: readonly string[]): PartScore {
  if (targets.length === 0) return { points: UNSET_POINTS, reason: 'target titles are not set in the profile' };
  if (title === null) return { points: UNKNOWN_POINTS, reason: 'no title to compare with the target titles' };
  const target = matchingTarget(title, targets);
  return target === null
    ? { points: 15, reason: 'the title matches no target title' }
    : { points: 100, reason: `the title matches the target title ${quoted(target, 40)}` };
}

function scoreEmail(email: string | null, website: string | null, roles: readonly string[]): PartScore {
  if (email === null) return { points: 20, reason: 'no e-mail given' };
  const domain = emailDomain(email);
  if (domain === null) return { points: 5, reason: `e-mail ${quoted(email)} cannot be one` };
  const at = quoted(domain);
  if (registeredDomain(domain) === null) return { points: 10, reason: `${at} is nobody's own domain` };
  if (isThrowAway(domain)) return { points: 5, reason: `throw-away address at ${at}` };
  const mailbox = mailboxKind(email.slice(0, email.lastIndexOf('@')), roles);
  if (mailbox === 'unread') return { points: 5, reason: `nobody reads mail to ${quoted(email)}` };
  if (isFreeMail(domain)) return { points: 30, reason: `free-mail address at ${at}` };
  const site = website === null ? null : websiteDomain(website);
  const isOwn = site !== null && areRelated(domain, site);
  if (mailbox === 'role') return { points: isOwn ? 60 : 45, reason: `mailbox of a role, not of a person, at ${at}` };
  return isOwn
    ? { points: 100, reason: `e-mail at the company's own domain ${at}` }
    : { points: 75, reason: `work e-mail at ${at}` };
}

function scorePresence(what: string, value: string | null): PartScore {
  return value === null
    ? { points: UNKNOWN_POINTS, reason: `no ${what} given` }
    : { points: 100, reason: `${what} given` };
}
