import type { LeadFacts } from '../../leads/lead-facts.js';
import type { RatedFactorScores, ScorePart } from '../../leads/lead-score.js';
import type { ScoringProfile } from '../profile/scoring-profile.js';
import { type Assessment, assess, assessTotal, type Rating } from './assessment.js';
import { type Company, companyParts } from './company.js';
import { type Contact, contactParts } from './contact.js';
import { factorOf, sentence } from './factor-part.js';
import { given } from './lead-text.js';
import { salesPotentialPart } from './sales-potential.js';
import { findInLead } from './signals.js';

/** Names these rules in a lead's history; raise it whenever a change can give the same lead another score. */
export const RULES_VERSION = 'rules-2';

/** What the rules look at. */
export type RuleFacts = Company & Contact & Pick<LeadFacts, 'notes' | 'source' | 'country' | 'additionalData'>;

/** A score by rules, with what they found against selling to the lead. */
export type RulesResult = Assessment & { reasoning: string; disqualifiers: readonly string[] };

/** For scores that something else than the rules makes. */
export type RulesRating = Rating & Pick<RulesResult, 'disqualifiers'>;

/**
 * Scores a lead by the profile alone: no model, no clock, no chance, so that the same lead and profile always score the
 * same. Each reason is a sentence of at most 500 characters.
 */
export function scoreByRules(lead: RuleFacts, profile: ScoringProfile): RulesResult {
  const { rated, disqualifiers } = rate(lead, profile);
  const assessment = assess(rated, lead, profile, disqualifiers);
  return { ...assessment, reasoning: reasoningOf(assessment), disqualifiers };
}

/** What `scoreByRules` makes of a lead, without the points and the reasoning, in less time. */
export function rateByRules(lead: RuleFacts, profile: ScoringProfile): RulesRating {
  const { rated, disqualifiers } = rate(lead, profile);
  return { ...assessTotal(rated, lead, profile, disqualifiers), disqualifiers };
}

function rate(lead: RuleFacts, profile: ScoringProfile) {
  const found = findInLead(lead, profile);
  const hasSignals = profile.buyingSignals.length > 0;
  const rated = {
    company_fit: factorOf(companyParts(lead, profile)),
    contact_quality: factorOf(contactParts(lead, profile)),
    sales_potential: factorOf([salesPotentialPart(given(lead.notes) !== null, found, hasSignals)]),
  };
  return { rated, disqualifiers: found.disqualifiers };
}

/** How the points add up, and which parts matter most. */
function reasoningOf({ score, factors }: Assessment): string {
  const groups = [
    `company fit ${share(factors.company_fit)}`,
    `contact quality ${share(factors.contact_quality)}`,
    `sales potential ${share(factors.sales_potential)}`,
    ...(factors.adjustments === undefined ? [] : [`adjustments ${signed(factors.adjustments.points)}`]),
  ];
  return `${score} points: ${groups.join(', ')}. ${extremes(factors)}`;
}

function share({ points = 0, max_points: most = 0 }: { points?: number; max_points?: number }): string {
  return `${points} of ${most}`;
}

function signed(points: number): string {
  return points < 0 ? `${points}` : `+${points}`;
}

/** Names what lifts the total most above the middle, and what pulls it down most below; a disqualification comes first. */
function extremes({
  company_fit: company,
  contact_quality: contact,
  sales_potential: sales,
  adjustments,
}: RatedFactorScores): string {
  const parts = [company, contact, sales].flatMap((factor) => factor.parts ?? []);
  const adjusting = adjustments?.parts.filter(({ name }) => name !== 'limit') ?? [];
  const lift = ({ points, max_points }: ScorePart) => points - max_points / 2;
  const strongest = most([...parts, ...adjusting], lift);
  const weakest = most([...parts, ...adjusting], (part) => (part.max_points === 0 ? -part.points : -lift(part)));
  return sentence(
    `${strongest ? `strongest point: ${clause(strongest)}` : 'no strong point'}; ` +
      (weakest ? `weakest point: ${clause(weakest)}` : 'no weak point'),
  );
}

/** The part with the largest amount, or undefined if none has more than nothing. */
function most(parts: readonly ScorePart[], amount: (part: ScorePart) => number): ScorePart | undefined {
  return parts.filter((part) => amount(part) > 0).toSorted((a, b) => amount(b) - amount(a))[0];
}

/** A part's reason within a sentence, with its points. */
function clause({ reason, points, max_points }: ScorePart): string {
  const text = `${reason.charAt(0).toLowerCase()}${reason.slice(1)}`.replace(/[.…]$/, '');
  return `${text} (${max_points === 0 ? signed(points) : share({ points, max_points })})`;
}
