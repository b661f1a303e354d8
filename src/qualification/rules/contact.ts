import type { LeadFacts } from '../../leads/lead-facts.js';
import type { ScoringProfile, Seniority } from '../profile/scoring-profile.js';
import { SENIORITIES } from '../profile/scoring-profile.js';
import { type FactorPart, type PartScore, UNKNOWN_POINTS, UNSET_POINTS } from './factor-part.js';
import { given, quoted } from './lead-text.js';
import { type EmailKind, readEmail } from './email-kind.js';
import { seniorityOf } from './seniority.js';
import { Remembered } from './remembered.js';
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

/** Points of each kind of address, and the reason, by its domain and the whole address in quotation marks. */
const EMAIL_POINTS: Record<EmailKind, readonly [points: number, reasonOf: (at: string, address: string) => string]> = {
  not_given: [20, () => 'no e-mail given'],
  not_an_address: [5, (_, address) => `e-mail ${address} cannot be one`],
  public_suffix: [10, (at) => `${at} is a public suffix, no company's domain`],
  throw_away: [5, (at) => `throw-away address at ${at}`],
  unread: [5, (_, address) => `mail to ${address} is not read`],
  free: [30, (at) => `free-mail address at ${at}`],
  role: [45, (at) => `mailbox of a role, not of a person, at ${at}`],
  role_at_own_domain: [60, (at) => `mailbox of a role, not of a person, at ${at}`],
  work: [75, (at) => `work e-mail at ${at}`],
  own_domain: [100, (at) => `e-mail at the company's own domain ${at}`],
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
    { name: 'title', share: TITLE_SHARE, ...scoreTitle(title, profile) },
    {
      name: 'email',
      share: EMAIL_SHARE,
      ...scoreEmail(given(lead.contactEmail), given(lead.companyWebsite), profile.roleMailboxes),
    },
    { name: 'phone', share: PHONE_SHARE, ...scorePresence('phone', given(lead.contactPhone)) },
    { name: 'name', share: NAME_SHARE, ...scorePresence('contact name', given(lead.contactName)) },
  ];
}

function scoreSeniority(title: string | null, profile: ScoringProfile): PartScore {
  if (profile.targetSeniorities.length === 0) {
    return { points: UNSET_POINTS, reason: 'seniorities are not set in the profile' };
  }
  return title === null
    ? { points: UNKNOWN_POINTS, reason: 'no title given to tell the seniority' }
    : RANKS.of(title, profile);
}

const RANKS = new Remembered((title, { targetSeniorities: targets, ranks }: ScoringProfile): PartScore => {
  const rank = seniorityOf(title, ranks);
  if (rank === null) return { points: UNKNOWN_POINTS, reason: `title ${quoted(title)} tells no seniority` };
  const rung = SENIORITIES.indexOf(rank);
  const distance = Math.min(...targets.map((target) => Math.abs(SENIORITIES.indexOf(target) - rung)));
  const fit = distance === 0 ? 'of wanted' : `${distance} ${distance === 1 ? 'rung' : 'rungs'} off the wanted`;
  return {
    points: POINTS_BY_DISTANCE[distance] ?? FARTHEST_POINTS,
    reason: `title ${quoted(title)} is ${fit} seniority (${RANK_NAMES[rank]})`,
  };
});

function scoreTitle(title: string | null, profile: ScoringProfile): PartScore {
  if (profile.targetTitles.length === 0) {
    return { points: UNSET_POINTS, reason: 'target titles are not set in the profile' };
  }
  return title === null
    ? { points: UNKNOWN_POINTS, reason: 'no title to compare with the target titles' }
    : TITLES.of(title, profile);
}

const TITLES = new Remembered((title, { targetTitles: targets }: ScoringProfile): PartScore => {
  const target = matchingTarget(title, targets);
  return target === null
    ? { points: 15, reason: 'the title matches no target title' }
    : { points: 100, reason: `the title matches the target title ${quoted(target, 40)}` };
});

function scoreEmail(email: string | null, website: string | null, roles: readonly string[]): PartScore {
  const { kind, domain } = readEmail(email, website, roles);
  const [points, reasonOf] = EMAIL_POINTS[kind];
  return { points, reason: reasonOf(quoted(domain ?? ''), quoted(email ?? '')) };
}

function scorePresence(what: string, value: string | null): PartScore {
  return value === null
    ? { points: UNKNOWN_POINTS, reason: `no ${what} given` }
    : { points: 100, reason: `${what} given` };
}
