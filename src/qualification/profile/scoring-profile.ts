import type { FromWire } from '../../validation/wire.js';
import type { EmployeeRangeDto, ScoringProfileRequest, TierLimitsDto, WeightsDto } from './scoring-profile.dto.js';

export { SENIORITIES, type Seniority } from './scoring-profile.dto.js';
export type EmployeeRange = EmployeeRangeDto;
export type FactorWeights = FromWire<WeightsDto>;
export type TierLimits = TierLimitsDto;

/** What a good customer looks like: the one source of both scorers. */
export type ScoringProfile = FromWire<Omit<ScoringProfileRequest, 'weights'>> & { weights: FactorWeights };

/** The profile of a new workspace, until it is replaced. */
export const DEFAULT_SCORING_PROFILE: ScoringProfile = {
  idealIndustries: ['Software', 'Financial Services', 'Healthcare', 'Manufacturing', 'Professional Services'],
  companySizes: [{ min: 50, max: 1000 }],
  targetTitles: ['Sales', 'Revenue Operations', 'Marketing', 'Business Development', 'Growth'],
  targetSeniorities: ['c_level', 'vp', 'head', 'director'],
  buyingSignals: ['demo', 'budget', 'pricing', 'evaluating', 'this quarter', 'expanding', 'hiring', 'funding'],
  disqualifiers: ['student', 'competitor', 'no budget', 'not interested', 'unsubscribe'],
  weights: { companyFit: 0.4, contactQuality: 0.3, salesPotential: 0.3 },
  tierLimits: { a: 80, b: 60, c: 40 },
};
