import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { type FieldProblem, ValidationError } from '../../errors/request.errors.js';

type JsonSchema = Record<string, unknown>;

/** Whoever sends thousands of unknown fields, or one with a name of a megabyte, need not read all of it again. */
const MAX_PROBLEMS = 10;
const MAX_NAME = 100;

/**
 * A schema as the SDK announces it: made once, not for each server, and in few words, as every client has its model read
 * it. The SDK checks nothing by it, since its complaints would reach the client without a code and without a limit.
 */
export function announced(schema: z.ZodObject, io: 'input' | 'output'): StandardSchemaWithJSON {
  const json = compact(z.toJSONSchema(schema, { io })) as JsonSchema;
  delete json.$schema;
  return {
    '~standard': {
      version: 1,
      vendor: 'sales-agent',
      validate: (value) => ({ value }),
      jsonSchema: { input: () => json, output: () => json },
    },
  };
}

/**
 * The arguments of a call, if they fit.
 * @throws ValidationError naming each field and rule
 */
export function checked<Schema extends z.ZodObject>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  throw new ValidationError(result.error.issues.flatMap(problemsOf).slice(0, MAX_PROBLEMS));
}

function problemsOf(issue: z.core.$ZodIssue): FieldProblem[] {
  const path = issue.path.map(String);
  const toProblem = (names: string[], message: string): FieldProblem => {
    const field = names.map((name) => name.slice(0, MAX_NAME)).join('.');
    return { field, rule: issue.code, message: field === '' ? message : `${field}: ${message}` };
  };
  if (issue.code !== 'unrecognized_keys') return [toProblem(path, issue.message)];
  return issue.keys.slice(0, MAX_PROBLEMS).map((key) => toProblem([...path, key], 'no such argument'));
}

/** Leaves out what says nothing more. */
function compact(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(compact);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter((entry) => !isNeedless(entry, schema as JsonSchema));
  return Object.fromEntries(entries.map(([key, value]) => [key, compact(value)]));
}

/** Bounds that every whole number has, the pattern of a format, the type of names, and that anything may be there. */
function isNeedless([key, value]: [string, unknown], { format }: JsonSchema): boolean {
  if (value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER) return true;
  if (key === 'pattern') return format !== undefined;
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  if (key === 'additionalProperties') return isEmpty;
  return key === 'propertyNames' && (value as JsonSchema).enum === undefined;
}
