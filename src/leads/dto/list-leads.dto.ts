import { ApiPropertyOptional, IntersectionType, PickType } from '@nestjs/swagger';
import { OptionalChoice } from '../../validation/choice.decorator.js';
import { OptionalMoment } from '../../validation/time.decorator.js';
import { OptionalNumber } from '../../validation/number.decorator.js';
import { PageQuery } from '../../validation/page.dto.js';
import { camelCase } from '../../validation/wire.js';
import { OptionalText } from '../../validation/text.decorator.js';
import { ValidationError } from '../../errors/request.errors.js';
import { LEAD_STATUSES, type LeadStatus } from '../lead.entity.js';
import { LEAD_SORTS, type LeadFilters, type LeadSort } from '../lead-filters.js';
import { TIERS, type Tier } from '../lead-score.js';
import { OptionalLeadFields } from './create-lead.dto.js';
import { filterableFields } from './lead-field.decorators.js';

const FILTERABLE_FIELDS = filterableFields<OptionalLeadFields>();
const Filters = PickType(OptionalLeadFields, FILTERABLE_FIELDS);
for (const field of FILTERABLE_FIELDS) {
  ApiPropertyOptional({ description: `Exactly this ${field}, whatever its case.` })(Filters.prototype as object, field);
}

const SCORE = { min: 0, max: 100, decimals: 2, inQuery: true };

/** Which leads, in which order, which page. */
export class ListLeadsQuery extends IntersectionType(PageQuery, Filters) {
  @OptionalChoice(LEAD_SORTS, {
    default: '-created_at',
    description: 'Leads without a score sort below every score.',
  })
  sort: LeadSort = '-created_at';

  @OptionalChoice(LEAD_STATUSES)
  status?: LeadStatus;

  @OptionalChoice(TIERS)
  tier?: Tier;

  @OptionalNumber(SCORE)
  min_score?: number;

  @OptionalNumber(SCORE)
  max_score?: number;

  @OptionalMoment('Created later than this moment.', '2026-01-01T00:00:00Z')
  created_after?: string;

  @OptionalMoment('Created earlier than this moment.', '2027-01-01T00:00:00Z')
  created_before?: string;

  @OptionalText({ max: 255, description: 'Part of the company, contact or e-mail address.' })
  q?: string | null;
}

/**
 * The filters of `query`; dates become moments in UTC.
 * @throws ValidationError if a range ends before it begins
 */
export function toLeadFilters(query: ListLeadsQuery): LeadFilters {
  assertRange('min_score', query.min_score, 'max_score', query.max_score);
  const createdAfter = toMoment(query.created_after);
  const createdBefore = toMoment(query.created_before);
  assertRange('created_after', createdAfter, 'created_before', createdBefore);
  const given = FILTERABLE_FIELDS.filter((field) => query[field] != null);
  return {
    equal: Object.fromEntries(given.map((field) => [camelCase(field), query[field]])),
    status: query.status,
    tier: query.tier,
    minScore: query.min_score,
    maxScore: query.max_score,
    createdAfter,
    createdBefore,
    q: query.q ?? undefined,
  };
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
