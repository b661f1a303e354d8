import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { ValidationError } from '../../errors/request.errors.js';
import { Satisfies } from '../../validation/rule.decorator.js';
import { ListShape, Shaped, shapesOf } from '../../validation/shape.js';
import { OptionalUuid } from '../../validation/uuid.decorator.js';
import { readEmail } from '../fields/read-emails.js';
import { OptionalLeadFields, UpdateLeadRequest } from './lead.dto.js';
import { LookedUp } from './lead-field.decorators.js';

type ClearableField = keyof OptionalLeadFields;

/** The fields of a lead that can be emptied: all that may be absent. */
const CLEARABLE_FIELDS = [...shapesOf(OptionalLeadFields).keys()] as ClearableField[];

function areClearable(value: unknown): boolean {
  return Array.isArray(value) && value.every((field) => CLEARABLE_FIELDS.includes(field as ClearableField));
}

/** Which lead; exactly one of the three. */
export class LeadReference {
  @OptionalUuid()
  lead_id?: string;

  @LookedUp()
  external_id?: string | null;

  @LookedUp(undefined, readEmail)
  contact_email?: string | null;
}

/** A change by callers that cannot tell an empty field from one that they leave out, as language models. */
export class LeadChange extends UpdateLeadRequest {
  @OptionalUuid('Without it, external_id says which lead.')
  lead_id?: string;

  @IsOptional()
  @Satisfies('clearable', areClearable, `must be a list of ${CLEARABLE_FIELDS.join(', ')}`)
  @Shaped(new ListShape(CLEARABLE_FIELDS.length))
  @ApiPropertyOptional({ type: [String], description: 'Names of fields to empty.' })
  clear?: ClearableField[];

  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({ type: Boolean, description: 'Store it if none has this external_id.' })
  create_if_missing?: boolean;
}

/**
 * The only field of a reference that is given, and its value.
 * @throws ValidationError unless exactly one is given
 */
export function onlyReference(reference: LeadReference): [field: keyof LeadReference, value: string] {
  const given = (['lead_id', 'external_id', 'contact_email'] as const).flatMap((field): [typeof field, string][] => {
    const value = reference[field];
    return value == null ? [] : [[field, value]];
  });
  const [only, ...others] = given;
  if (only !== undefined && others.length === 0) return only;
  const message = 'give exactly one of lead_id, external_id and contact_email';
  throw new ValidationError([{ field: 'lead_id', rule: 'one_of', message }]);
}

/**
 * A change as a request, in which `null` empties a field. Only `clear` does: such callers also write "n/a" into fields that
 * they have nothing for.
 * @throws ValidationError if a field is both given and to be emptied
 */
export function requestOf({ clear = [], ...change }: LeadChange): UpdateLeadRequest {
  const both = clear.filter((field) => change[field] != null && field !== 'external_id');
  if (both.length > 0) {
    throw new ValidationError(
      both.map((field) => ({ field, rule: 'cleared', message: `${field} must not be given and cleared at once` })),
    );
  }
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null));
  const request = Object.assign(given, Object.fromEntries(clear.map((field) => [field, null])));
  delete request.lead_id;
  delete request.create_if_missing;
  return request;
}
