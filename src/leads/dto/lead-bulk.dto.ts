import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { ValidationError } from '../../errors/request.errors.js';
import { NestedObject, OptionalObject } from '../../validation/object.decorators.js';
import { Satisfies } from '../../validation/rule.decorator.js';
import { ListShape, Shaped } from '../../validation/shape.js';
import { UUID_FORM } from '../../validation/uuid.decorator.js';
import { MAX_LEADS_IN_REQUEST } from '../leads.settings.js';
import { LeadBatchError } from './lead-batch.dto.js';
import { UpdateLeadRequest } from './lead.dto.js';
import { type GivenFilters, givenFilters, type LeadFilters, ListLeadsQuery } from './list-leads.dto.js';

/** The filters of a list of leads. */
export class LeadFilter extends OmitType(ListLeadsQuery, ['limit', 'cursor', 'sort']) {}

/** A list of ids of leads; it may be absent. */
export function LeadIds(description: string): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    Transform(({ value }: { value: unknown }) => lowerCased(value)),
    Shaped(new ListShape(MAX_LEADS_IN_REQUEST, { minItems: 1 })),
    Satisfies('uuid', areUuids, 'must be a list of UUIDs'),
    ApiPropertyOptional({ type: 'array', items: { type: 'string', format: 'uuid' }, minItems: 1, description }),
  );
}

/** Which leads: those with these ids, or those that pass this filter. */
export class LeadSelection {
  @LeadIds('Those of other workspaces, and those that do not exist, do not match. Either these or a filter.')
  ids?: string[];

  @OptionalObject(() => LeadFilter, 'As in the list of leads, with one filter at least.')
  filter?: LeadFilter;

  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Only counts the leads that match; nothing is changed.',
  })
  dry_run?: boolean;
}

/** A change of many leads. */
export class UpdateLeadsRequest extends LeadSelection {
  /** What changes in each of them, as in a change of one lead; not `external_id`, which is unique. */
  @NestedObject(() => UpdateLeadRequest)
  changes!: UpdateLeadRequest;
}

export class DeleteLeadsRequest extends LeadSelection {}

/** Why a lead could not be changed. */
export class LeadBulkFailure {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ type: LeadBatchError })
  error!: LeadBatchError;
}

/** What became of the leads that matched. */
export class UpdateLeadsResponse {
  @ApiProperty({ example: false })
  dry_run!: boolean;

  @ApiProperty({ type: 'integer', example: 120 })
  matched!: number;

  @ApiProperty({ type: 'integer', example: 100 })
  updated!: number;

  @ApiProperty({ type: 'integer', description: 'Had these values already; nothing was written.', example: 20 })
  unchanged!: number;

  @ApiProperty({ type: 'integer', example: 0 })
  failed!: number;

  @ApiProperty({ type: [LeadBulkFailure], description: 'Of the first ones that failed.' })
  errors!: LeadBulkFailure[];
}

export class DeleteLeadsResponse {
  @ApiProperty({ example: false })
  dry_run!: boolean;

  @ApiProperty({ type: 'integer', example: 120 })
  matched!: number;

  @ApiProperty({ type: 'integer', example: 120 })
  deleted!: number;
}

/** How many leads pass a filter. */
export class LeadCountResponse {
  @ApiProperty({ type: 'integer', example: 1200 })
  count!: number;
}

/** Leads by their ids, each once, or by what they are. */
export type SelectedLeads = { ids: string[] } | { filters: LeadFilters };

/** @throws ValidationError unless there are either ids or a filter that leaves something out */
export function selectedLeads({ ids, filter }: LeadSelection): { ids: string[] } | { filters: GivenFilters } {
  if (ids != null && filter == null) return { ids: [...new Set(ids)] };
  const filters = ids == null && filter != null ? givenFilters(filter) : {};
  if (Object.keys(filters).length > 0) return { filters };
  const message = 'give either ids or a filter that has one field at least';
  throw new ValidationError([{ field: 'ids', rule: 'one_of', message }]);
}

/** @throws ValidationError unless something changes that can be the same in many leads */
export function changesForAll({ changes }: UpdateLeadsRequest): UpdateLeadRequest {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  if (changes.external_id !== undefined) throw refusal('changes.external_id', 'must not be set for many leads');
  if (given.length === 0) throw refusal('changes', 'must have one field at least');
  return changes;
}

function refusal(field: string, rule: string): ValidationError {
  return new ValidationError([{ field, rule: 'changes', message: `${field} ${rule}` }]);
}

function areUuids(value: unknown): boolean {
  return Array.isArray(value) && value.every((id) => typeof id === 'string' && UUID_FORM.test(id));
}

function lowerCased(value: unknown): unknown {
  return areUuids(value) ? (value as string[]).map((id) => id.toLowerCase()) : value;
}
