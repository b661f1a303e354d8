import type { LeadFacts } from '../../leads/lead-facts.js';
import type { ScoringProfile } from '../profile/scoring-profile.js';
import type { FactorScores } from '../scoring.js';
import type { Aspect } from './aspect.js';
import { factorOf, sentence } from './aspect.js';
import { type Company, companyAspects } from './company.js';
import { type Contact, contactAspects } from './contact.js';
import { salesPotentialAspect } from './sales-potential.js';

/** Names these rules in a lead's history; raise it whenever a change can give the same lead another score. */
export const RULES_VERSION = 'rules-1';

/** What the rules look at. */
export type RuleFacts = Company & Contact & Pick<LeadFacts, 'notes'>;

/**
 * Judges a lead by the profile alone: no model, no clock, no chance, so that the same lead and profile always score the
 * same. Scores are integers 0-100; each reason is a sentence of at most 500 characters.
 */
export function scoreByRules(lead: RuleFacts, profile: ScoringProfile): { factors: FactorScores; reasoning: string } {
  const company = companyAspects(lead, profile);
  const contact = contactAspects(lead, profile);
  const sales = [salesPotentialAspect(lead.notes, profile)];
  const factors = {
    companyFit: factorOf(company),
    contactQuality: factorOf(contact),
    salesPotential: factorOf(sales),
  };
  const { weights } = profile;
  const points = [
    ...weighed(company, weights.companyFit),
    ...weighed(contact, weights.contactQuality),
    ...weighed(sales, weights.salesPotential),
  ];
  return { factors, reasoning: `${summary(factors)} ${extremes(points)}` };
}

function summary({ companyFit, contactQuality, salesPotential }: FactorScores): string {
  return (
    `Company fit is ${companyFit.score}, contact quality ${contactQuality.score} and ` +
    `sales potential ${salesPotential.score} of 100.`
  );
}

/** Aspects with their share in the total instead of their share in the factor. */
function weighed(aspects: readonly Aspect[], weight: number): Aspect[] {
  return aspects.map((aspect) => ({ ...aspect, share: aspect.share * weight }));
}

/** Names what costs the total most, and of the rest what lifts it most above the middle. */
function extremes(aspects: readonly Aspect[]): string {
  const weakest = most(aspects, ({ share, points }) => share * (100 - points));
  const rest = aspects.filter((aspect) => aspect !== weakest);
  const strongest = most(rest, ({ share, points }) => share * (points - 50));
  return sentence(
    `${strongest ? `strongest point: ${strongest.reason}` : 'no strong point'}; ` +
      (weakest ? `weakest point: ${weakest.reason}` : 'no weak point'),
  );
}

/** The aspect with the largest amount, or undefined if none has more than nothing. */
function most(aspects: readonly Aspect[], amount: (aspect: Aspect) => number): Aspect | undefined {
  const candidates = aspects.filter((aspect) => amount(aspect) > 0);
  return candidates.toSorted((a, b) => amount(b) - amount(a))[0];
}
