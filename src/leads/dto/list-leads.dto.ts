import { OptionalChoice } from '../../validation/choice.decorator.js';
import { OptionalFlag } from '../../validation/flag.decorator.js';
import { OptionalMoment } from '../../validation/time.decorator.js';
import { OptionalNumber } from '../../validation/number.decorator.js';
import { PageQuery } from '../../validation/page.dto.js';
import { OptionalChoices } from '../../validation/value-list.decorator.js';
import { OptionalText } from '../../validation/text.decorator.js';
import { ValidationError } from '../../errors/request.errors.js';
import { OUTCOME_FILTERS, type OutcomeFilter } from '../lead-outcome.js';
import { LEAD_STATUSES, type LeadStatus } from '../lead.entity.js';
import { QUALIFICATION_METHODS, type QualificationMethod, TIERS, type Tier } from '../lead-score.js';
import { readEmail } from '../fields/read-emails.js';
import { OptionalLeadFields } from './lead.dto.js';
import { filterableFields, filteredBy, LookedUp } from './lead-field.decorators.js';

export const LEAD_SORTS = [
  'created_at',
  '-created_at',
  'qualification_score',
  '-qualification_score',
  'company_name',
  '-company_name',
  'updated_at',
  '-updated_at',
] as const;
export type LeadSort = (typeof LEAD_SORTS)[number];

/** Fields that a list can be filtered by: exactly one of these values, in upper or lower case. */
export const FILTERABLE_FIELDS = filterableFields(OptionalLeadFields);

const SCORE = { min: 0, max: 100, decimals: 2, inQuery: true };

/** Which leads, in which order, which page. */
export class ListLeadsQuery extends filteredBy(PageQuery, FILTERABLE_FIELDS) {
  @OptionalChoice(LEAD_SORTS, {
    default: '-created_at',
    description: 'No score sorts below every score.',
  })
  sort: LeadSort = '-created_at';

  @LookedUp('Exact.')
  external_id?: string | null;

  @LookedUp('Exact, in any case.', readEmail)
  contact_email?: string | null;

  @OptionalChoices(LEAD_STATUSES, { description: 'One of these.' })
  status?: LeadStatus[];

  @OptionalChoices(TIERS, { description: 'One of these.' })
  tier?: Tier[];

  @OptionalChoices(QUALIFICATION_METHODS, { description: 'One of these.' })
  method?: QualificationMethod[];

  @OptionalChoices(OUTCOME_FILTERS, { description: 'One of these.' })
  outcome?: OutcomeFilter[];

  @OptionalFlag('Whether the score is stale; leads of which that is not known pass neither.')
  stale?: boolean;

  @OptionalNumber(SCORE)
  min_score?: number;

  @OptionalNumber(SCORE)
  max_score?: number;

  @OptionalMoment('Later than this.', '2026-01-01T00:00:00Z')
  created_after?: string;

  @OptionalMoment('Earlier than this.', '2027-01-01T00:00:00Z')
  created_before?: string;

  @OptionalMoment('Changed later than this.', '2026-01-01T00:00:00Z')
  updated_after?: string;

  @OptionalText({ max: 255, description: 'Words of company, contact, e-mail, title, ids, phone.' })
  q?: string | null;
}

/** Which leads a list shows, in words of its caller; an absent filter lets every lead pass. */
export type GivenFilters = Partial<Omit<ListLeadsQuery, keyof PageQuery | 'sort'>>;

/** The same for the repository, with what the scores rest on that pass. */
export type LeadFilters = Omit<GivenFilters, 'stale'> & { stale?: readonly string[] };

/**
 * The filters that were given; dates become moments in UTC.
 * @throws ValidationError if a range ends before it begins
 */
export function givenFilters(filters: GivenFilters): GivenFilters {
  const created_after = toMoment(filters.created_after);
  const created_before = toMoment(filters.created_before);
  assertRange('min_score', filters.min_score, 'max_score', filters.max_score);
  assertRange('created_after', created_after, 'created_before', created_before);
  const updated_after = toMoment(filters.updated_after);
  const all = Object.entries({ ...filters, created_after, created_before, updated_after });
  return Object.fromEntries(all.filter(([, value]) => value != null));
}

function toMoment(text: string | undefined): string | undefined {
  return text === undefined ? undefined : new Date(text).toISOString();
}

function assertRange<Value extends number | string>(
  lower: string,
  from: Value | undefined,
  upper: string,
  to: Value | undefined,
): void {
  if (from === undefined || to === undefined || from <= to) return;
  throw new ValidationError([{ field: lower, rule: 'range', message: `${lower} must not lie above ${upper}` }]);
}
