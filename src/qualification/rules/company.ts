import type { LeadFacts } from '../../leads/lead-facts.js';
import type { ScoringProfile } from '../profile/scoring-profile.js';
import { type FactorPart, type PartScore, UNKNOWN_POINTS, UNSET_POINTS } from './factor-part.js';
import { parseCompanySize } from './company-size.js';
import { websiteDomain } from './domain.js';
import { matchIndustry } from './industry.js';
import { given, quoted } from './lead-text.js';
import { Remembered } from './remembered.js';
import { type SizeFit, sizeFit, writtenRange } from './size-fit.js';

/** Percent of the factor. */
const INDUSTRY_SHARE = 45;
const SIZE_SHARE = 40;
const WEBSITE_SHARE = 15;

const POINTS_BY_FIT: Record<SizeFit, { points: number; text: string }> = {
  inside: { points: 100, text: 'is inside' },
  overlapping: { points: 75, text: 'overlaps' },
  near: { points: 50, text: 'is near' },
  far: { points: 5, text: 'is far from' },
};

export type Company = Pick<LeadFacts, 'industry' | 'companySize' | 'companyWebsite'>;

/** What company_fit is made of: industry, size, and having a website. */
export function companyParts(lead: Company, profile: ScoringProfile): FactorPart[] {
  return [
    { name: 'industry', share: INDUSTRY_SHARE, ...scoreIndustry(given(lead.industry), profile) },
    { name: 'company_size', share: SIZE_SHARE, ...scoreSize(given(lead.companySize), profile) },
    { name: 'website', share: WEBSITE_SHARE, ...scoreWebsite(given(lead.companyWebsite)) },
  ];
}

function scoreIndustry(industry: string | null, profile: ScoringProfile): PartScore {
  if (profile.idealIndustries.length === 0) {
    return { points: UNSET_POINTS, reason: 'ideal industries are not set in the profile' };
  }
  return industry === null ? { points: UNKNOWN_POINTS, reason: 'no industry given' } : INDUSTRIES.of(industry, profile);
}

const INDUSTRIES = new Remembered((industry, { idealIndustries: ideals }: ScoringProfile): PartScore => {
  const match = matchIndustry(industry, ideals);
  if (match === 'unknown') return { points: UNKNOWN_POINTS, reason: `industry ${quoted(industry)} is not recognised` };
  if (match === null) return { points: 5, reason: `industry ${quoted(industry)} is none of the ideal ones` };
  const ideal = quoted(match.ideal, 40);
  return match.kind === 'exact'
    ? { points: 100, reason: `industry ${quoted(industry)} matches the ideal ${ideal}` }
    : { points: 90, reason: `industry ${quoted(industry)} counts as the ideal ${ideal}` };
});

function scoreSize(size: string | null, profile: ScoringProfile): PartScore {
  if (profile.companySizes.length === 0) {
    return { points: UNSET_POINTS, reason: 'company sizes are not set in the profile' };
  }
  return size === null ? { points: UNKNOWN_POINTS, reason: 'no company size given' } : SIZES.of(size, profile);
}

const SIZES = new Remembered((size, { companySizes: wanted }: ScoringProfile): PartScore => {
  const range = parseCompanySize(size);
  if (!range) return { points: UNKNOWN_POINTS, reason: `company size ${quoted(size)} cannot be read` };
  const { points, text } = POINTS_BY_FIT[sizeFit(range, wanted)];
  const shown = wanted.slice(0, 3).map(writtenRange).join(', ');
  return { points, reason: `company size ${quoted(size)} ${text} the wanted ${shown} employees` };
});

function scoreWebsite(website: string | null): PartScore {
  if (website === null) return { points: UNKNOWN_POINTS, reason: 'no website given' };
  const domain = websiteDomain(website);
  return domain === null
    ? { points: 20, reason: `website ${quoted(website)} cannot be one` }
    : { points: 100, reason: `has a website at ${quoted(domain)}` };
}
