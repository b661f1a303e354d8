import type { EmployeeRange, ScoringProfile, Seniority } from '../profile/scoring-profile.js';
import { parseCompanySize } from './company-size.js';
import { conditionParts } from './conditions.js';
import { type EmailKind, readEmail } from './email-kind.js';
import { industryWords, matchIndustry, sectorsOf } from './industry.js';
import { given } from './lead-text.js';
import type { RuleFacts } from './rules.scoring.js';
import { seniorityOf } from './seniority.js';
import { findInLead } from './signals.js';
import { type SizeFit, sizeFit } from './size-fit.js';
import { matchingTarget } from './target-title.js';

/** What the rules read in a lead, with the names of JSON; `null` is what is not given or cannot be read. */
export interface LeadReadings {
  industry: {
    /** `ideal` in the profile's words, `counts_as_ideal` by its sector. */
    reading: 'ideal' | 'counts_as_ideal' | 'not_ideal' | 'not_recognised';
    /** The industry of the profile that it is. */
    ideal: string | null;
    sectors: readonly string[];
  } | null;
  /** Employees. */
  company_size: (EmployeeRange & { fit: SizeFit | null }) | null;
  seniority: Seniority | null;
  target_title: string | null;
  email: EmailKind;
  buying_signals: readonly string[];
  /** Buying signals that the notes name only to deny them, or to take them back. */
  denied_signals: readonly string[];
  /** The disqualifiers that apply. */
  disqualifiers: readonly string[];
  /** The conditions of the profile, with the points that they add to the score. */
  conditions: readonly { field: string; points: number; reading: string }[];
}

/** The facts of a lead as the rules see them, so that a model judges by the same ones. */
export function readLead(lead: RuleFacts, profile: ScoringProfile): LeadReadings {
  const title = given(lead.contactTitle);
  const found = findInLead(lead, profile);
  return {
    industry: readIndustry(given(lead.industry), profile.idealIndustries),
    company_size: readSize(given(lead.companySize), profile.companySizes),
    seniority: title === null ? null : seniorityOf(title, profile.ranks),
    target_title: title === null ? null : matchingTarget(title, profile.targetTitles),
    email: readEmail(given(lead.contactEmail), given(lead.companyWebsite), profile.roleMailboxes).kind,
    buying_signals: found.signals,
    denied_signals: found.denied,
    disqualifiers: found.disqualifiers,
    conditions: conditionParts(lead, profile.conditions).map(({ name, points, reason }) => ({
      ...{ field: name, points, reading: reason },
    })),
  };
}

function readIndustry(industry: string | null, ideals: readonly string[]): LeadReadings['industry'] {
  if (industry === null) return null;
  const sectors = sectorsOf(industryWords(industry));
  const match = matchIndustry(industry, ideals);
  if (match === 'unknown') return { reading: 'not_recognised', ideal: null, sectors };
  if (match === null) return { reading: 'not_ideal', ideal: null, sectors };
  return { reading: match.kind === 'exact' ? 'ideal' : 'counts_as_ideal', ideal: match.ideal, sectors };
}

function readSize(size: string | null, wanted: readonly EmployeeRange[]): LeadReadings['company_size'] {
  const range = size === null ? null : parseCompanySize(size);
  return range === null
    ? null
    : { min: range.min, max: range.max, fit: wanted.length === 0 ? null : sizeFit(range, wanted) };
}
