import { isDeepStrictEqual } from 'node:util';
import { ValidationError } from '../errors/request.errors.js';
import { isJsonObject, shapesOf } from '../validation/shape.js';
import { camelCase, type FromWire } from '../validation/wire.js';
import { ADDITIONAL_DATA_BYTES } from './dto/lead-field.decorators.js';
import { CreateLeadRequest } from './dto/lead.dto.js';
import type { LeadEntity } from './lead.entity.js';
import { mergePatch } from './merge-patch.js';

/** The fields of a lead that callers write. */
export type LeadFields = Partial<FromWire<CreateLeadRequest>>;

/** The fields that callers write, by their names in the code. */
export const WRITTEN_FIELDS = [...shapesOf(CreateLeadRequest).keys()].map(camelCase) as (keyof LeadFields)[];

/**
 * What `fields` change of a stored lead: `additional_data` merges by RFC 7396, and what is the same already is left out.
 * @throws ValidationError if the merged `additional_data` is too long
 */
export function changesOf(stored: LeadEntity, fields: LeadFields): LeadFields {
  const merged = isMerged(fields) ? { ...fields, additionalData: mergedData(stored, fields.additionalData) } : fields;
  const changed = Object.entries(merged).filter(
    ([name, value]) => !isDeepStrictEqual(value, stored[name as keyof LeadEntity]),
  );
  return Object.fromEntries(changed);
}

/** Whether a change depends on what is stored. */
export function isMerged(fields: LeadFields): fields is LeadFields & { additionalData: Record<string, unknown> } {
  return isJsonObject(fields.additionalData);
}

/** A new lead's fields: in its `additional_data` too, `null` stands for a field that is not there. */
export function newFields(fields: LeadFields): LeadFields {
  return isMerged(fields) ? { ...fields, additionalData: mergePatch({}, fields.additionalData) } : fields;
}

function mergedData({ additionalData }: LeadEntity, patch: Record<string, unknown>): Record<string, unknown> {
  const merged = mergePatch(additionalData, patch);
  if (Buffer.byteLength(JSON.stringify(merged)) <= ADDITIONAL_DATA_BYTES) return merged;
  const message = `additional_data must have at most ${ADDITIONAL_DATA_BYTES} bytes as JSON, together with what is stored`;
  throw new ValidationError([{ field: 'additional_data', rule: 'json_object', message }]);
}
