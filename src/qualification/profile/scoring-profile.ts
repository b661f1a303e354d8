import type { FromWire } from '../../validation/wire.js';
import type { ScoringMethod } from '../../leads/lead-score.js';
import type { CascadeChoiceDto, ScoringChoiceDto } from './scoring-choice.dto.js';
import type { ConditionDto } from './condition.dto.js';
import type {
  EmployeeRangeDto,
  RankDto,
  ScoringProfileRequest,
  TierLimitsDto,
  WeightsDto,
} from './scoring-profile.dto.js';

export { SENIORITIES, type Seniority } from './seniorities.js';
export type EmployeeRange = EmployeeRangeDto;
export type FactorWeights = FromWire<WeightsDto>;
export type TierLimits = TierLimitsDto;

export type Condition = ConditionDto;
export type RankPhrase = RankDto;

/** What a good customer looks like: the one source of all scorers. */
export type ScoringProfile = FromWire<Required<Omit<ScoringProfileRequest, 'weights' | 'scoring'>>> & {
  weights: FactorWeights;
  scoring: { method: ScoringMethod; cascade: Required<CascadeChoiceDto> };
};

/** What profiles of earlier versions, and requests, may leave out. */
const EXTENSIONS = { ranks: [], negations: [], roleMailboxes: [], conditions: [] } satisfies Partial<ScoringProfile>;
const CASCADE: ScoringProfile['scoring']['cascade'] = { tier: 'A', share: 0.1, random_share: 0.02 };

/** A profile with all its parts. */
export function completeProfile(
  profile: Omit<ScoringProfile, keyof typeof EXTENSIONS | 'scoring'> &
    Partial<Omit<ScoringProfile, 'scoring'>> & { scoring?: ScoringChoiceDto },
): ScoringProfile {
  return { ...EXTENSIONS, ...profile, scoring: completeChoice(profile.scoring) };
}

function completeChoice({ method = 'auto', cascade }: ScoringChoiceDto = {}): ScoringProfile['scoring'] {
  return { method, cascade: Object.assign({}, CASCADE, cascade) };
}

/** The profile of a new workspace, until it is replaced. */
export const DEFAULT_SCORING_PROFILE: ScoringProfile = completeProfile({
  idealIndustries: ['Software', 'Financial Services', 'Healthcare', 'Manufacturing', 'Professional Services'],
  companySizes: [{ min: 50, max: 1000 }],
  targetTitles: ['Sales', 'Revenue Operations', 'Marketing', 'Business Development', 'Growth'],
  targetSeniorities: ['c_level', 'vp', 'head', 'director'],
  buyingSignals: [
    ...['demo', 'budget', 'pricing', 'evaluating', 'this quarter', 'expanding', 'hiring', 'funding'],
    ...['ready to buy', 'RFP', 'quote', 'trial', 'proof of concept', 'next quarter'],
  ],
  disqualifiers: [
    ...['student', 'competitor', 'no budget', 'not interested', 'unsubscribe'],
    ...['do not call', 'wrong number', 'spam', 'test lead'],
  ],
  weights: { companyFit: 0.4, contactQuality: 0.3, salesPotential: 0.3 },
  tierLimits: { a: 80, b: 60, c: 40 },
});
