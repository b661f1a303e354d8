import type { LeadFacts } from '../../leads/lead-facts.js';
import type { ScoringProfile } from '../profile/scoring-profile.js';
import type { FactorScores } from '../../leads/lead-score.js';
import { type FactorPart, factorOf, sentence } from './factor-part.js';
import { type Company, companyParts } from './company.js';
import { type Contact, contactParts } from './contact.js';
import { salesPotentialPart } from './sales-potential.js';

/** Names these rules in a lead's history; raise it whenever a change can give the same lead another score. */
export const RULES_VERSION = 'rules-2';

/** What the rules look at. */
export type RuleFacts = Company & Contact & Pick<LeadFacts, 'notes'>;

/**
 * Scores a lead by the profile alone: no model, no clock, no chance, so that the same lead and profile always score the
 * same. Scores are integers 0-100; each reason is a sentence of at most 500 characters.
 */
export function scoreByRules(lead: RuleFacts, profile: ScoringProfile): { factors: FactorScores; reasoning: string } {
  const company = companyParts(lead, profile);
  const contact = contactParts(lead, profile);
  const sales = [salesPotentialPart(lead.notes, profile)];
  const factors = {
    company_fit: factorOf(company),
    contact_quality: factorOf(contact),
    sales_potential: factorOf(sales),
  };
  const { weights } = profile;
  const points = [
    ...weighed(company, weights.companyFit),
    ...weighed(contact, weights.contactQuality),
    ...weighed(sales, weights.salesPotential),
  ];
  return { factors, reasoning: `${summary(factors)} ${extremes(points)}` };
}

function summary({ company_fit: company, contact_quality: contact, sales_potential: sales }: FactorScores): string {
  return `Company fit is ${company.score}, contact quality ${contact.score} and sales potential ${sales.score} of 100.`;
}

/** Parts with their share in the total instead of their share in the factor. */
function weighed(parts: readonly FactorPart[], weight: number): FactorPart[] {
  return parts.map((part) => ({ ...part, share: part.share * weight }));
}

/** Names what costs the total most, and of the others what lifts it most above the middle. */
function extremes(parts: readonly FactorPart[]): string {
  const weakest = most(parts, ({ share, points }) => share * (100 - points));
  const others = parts.filter((part) => part !== weakest);
  const strongest = most(others, ({ share, points }) => share * (points - 50));
  return sentence(
    `${strongest ? `strongest point: ${strongest.reason}` : 'no strong point'}; ` +
      (weakest ? `weakest point: ${weakest.reason}` : 'no weak point'),
  );
}

/** The part with the largest amount, or undefined if none has more than nothing. */
function most(parts: readonly FactorPart[], amount: (part: FactorPart) => number): FactorPart | undefined {
  const candidates = parts.filter((part) => amount(part) > 0);
  return candidates.toSorted((a, b) => amount(b) - amount(a))[0];
}
