import type { Type } from '@nestjs/common';
import { type JsonSchema, requestSchema } from '../../validation/dto-schema.js';
import { digitsOf } from '../../validation/number-text.js';
import { isJsonObject } from '../../validation/shape.js';
import { isClientExtra } from '../client-extras.js';
import { parseJsonText } from '../json-text.js';

const DECIMAL = /^\s*-?\d{1,15}(\.\d{1,15})?\s*$/;
const TRUTH: Record<string, boolean> = { true: true, false: false };

const schemas = new Map<Type, JsonSchema>();

/**
 * The arguments of a tool as their model meant them, where the schema of `type` leaves no doubt: `null` and an empty text are absent
 * where a field may be absent; objects, lists, numbers and truth values may come as text, and one item as itself instead of
 * as a list; numbers become text where text is wanted; what clients add for themselves is dropped. Everything else stays as
 * it is, for the validation to refuse by name.
 */
export function lenientArguments(type: Type, given: unknown): unknown {
  const value = given ?? {};
  if (!isJsonObject(value)) return value;
  const schema = schemaOf(type);
  const { properties = {} } = schema as { properties?: Record<string, JsonSchema> };
  const own = Object.entries(value).filter(([name]) => Object.hasOwn(properties, name) || !isClientExtra(name));
  return fields(schema, Object.fromEntries(own));
}

function schemaOf(type: Type): JsonSchema {
  const schema = schemas.get(type) ?? requestSchema(type);
  schemas.set(type, schema);
  return schema;
}

function fields(schema: JsonSchema, given: Record<string, unknown>): Record<string, unknown> {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (value === null) continue;
    const isOptional = field !== undefined && !required.includes(name);
    if (isOptional && (isBlank(value) || isFilledWithNothing(value))) continue;
    read[name] = field === undefined ? value : meant(field, value);
  }
  return read;
}

function meant(schema: JsonSchema, value: unknown): unknown {
  switch (schema.type) {
    case 'object':
      return objectOf(schema, value);
    case 'array':
      return listOf(schema.items as JsonSchema, value);
    case 'integer':
    case 'number':
      return typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
    case 'boolean':
      return typeof value === 'string' ? (TRUTH[value.trim().toLowerCase()] ?? value) : value;
    case 'string':
      return typeof value === 'number' && Number.isFinite(value) ? digitsOf(value) : value;
    default:
      return value;
  }
}

function objectOf(schema: JsonSchema, value: unknown): unknown {
  const object = typeof value === 'string' ? (parseJsonText(value) ?? value) : value;
  return isJsonObject(object) && schema.properties !== undefined ? fields(schema, object) : object;
}

function listOf(items: JsonSchema, value: unknown): unknown {
  const read = typeof value === 'string' ? (parseJsonText(value) ?? value) : value;
  const list: unknown[] = Array.isArray(read) ? (read as unknown[]) : [read];
  return list.map((item) => meant(items, item));
}

/** An object of which every member is nothing, as models send it that must fill in every field. */
function isFilledWithNothing(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const members = Object.values(value);
  return members.length > 0 && members.every((member) => member === null || isBlank(member));
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}
