import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsISO8601, IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';
import { toNumber } from '../../validation/number.transform.js';
import { PageQuery } from '../../validation/page.dto.js';
import { OptionalText } from '../../validation/text.decorator.js';
import { ValidationError } from '../../errors/request.errors.js';
import { LEAD_STATUSES, type LeadStatus } from '../lead.entity.js';
import { LEAD_SORTS, type LeadFilters, type LeadSort } from '../lead-filters.js';
import { TIERS, type Tier } from '../lead-score.js';

const ISO_FORM = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Which leads, in which order, which page. */
export class ListLeadsQuery extends PageQuery {
  /** Leads that have no score yet sort below every score. */
  @IsOptional()
  @IsIn(LEAD_SORTS)
  @ApiPropertyOptional({ enum: LEAD_SORTS, default: '-created_at' })
  sort: LeadSort = '-created_at';

  @OptionalText({ max: 200, description: 'Exactly this industry, whatever its case.' })
  industry?: string | null;

  @IsOptional()
  @IsIn(LEAD_STATUSES)
  @ApiPropertyOptional({ enum: LEAD_STATUSES })
  status?: LeadStatus;

  @IsOptional()
  @IsIn(TIERS)
  @ApiPropertyOptional({ enum: TIERS })
  tier?: Tier;

  @IsOptional()
  @Transform(toNumber)
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0)
  @Max(100)
  min_score?: number;

  @IsOptional()
  @Transform(toNumber)
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0)
  @Max(100)
  max_score?: number;

  /** Created later than this moment. */
  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(ISO_FORM, { message: 'created_after must be an ISO 8601 date, or a time with its offset' })
  @ApiPropertyOptional({ format: 'date-time', example: '2026-01-01T00:00:00Z' })
  created_after?: string;

  /** Created earlier than this moment. */
  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(ISO_FORM, { message: 'created_before must be an ISO 8601 date, or a time with its offset' })
  @ApiPropertyOptional({ format: 'date-time', example: '2027-01-01T00:00:00Z' })
  created_before?: string;

  @OptionalText({ max: 255, description: 'Part of the company, the contact or the e-mail address.' })
  q?: string | null;
}

/**
 * The filters that `query` asks for; dates become moments in UTC, whatever zone they came in.
 * @throws ValidationError where the two ends of a range contradict each other
 */
export function toLeadFilters(query: ListLeadsQuery): LeadFilters {
  const createdAfter = toMoment('created_after', query.created_after);
  const createdBefore = toMoment('created_before', query.created_before);
  if (query.min_score !== undefined && query.max_score !== undefined && query.min_score > query.max_score) {
    throw contradiction('min_score', 'max_score');
  }
  if (createdAfter !== undefined && createdBefore !== undefined && createdAfter > createdBefore) {
    throw contradiction('created_after', 'created_before');
  }
  return {
    industry: query.industry ?? undefined,
    status: query.status,
    tier: query.tier,
    minScore: query.min_score,
    maxScore: query.max_score,
    createdAfter,
    createdBefore,
    q: query.q ?? undefined,
  };
}

function toMoment(field: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  // An offset can push a time out of the four digits that it was written with.
  if (moment.getUTCFullYear() >= 1 && moment.getUTCFullYear() <= 9999) return moment.toISOString();
  throw new ValidationError([{ field, rule: 'range', message: `${field} must lie in the years 1 to 9999` }]);
}

function contradiction(lower: string, upper: string): ValidationError {
  return new ValidationError([{ field: lower, rule: 'range', message: `${lower} must not lie above ${upper}` }]);
}
