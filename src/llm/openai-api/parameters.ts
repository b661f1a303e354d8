import type { FieldProblem } from '../../errors/request.errors.js';

/** What is wrong with a value, if anything: it ends the sentence "<parameter> ...". */
export type Check = (value: unknown) => string | undefined;

export const check =
  (fits: (value: unknown) => boolean, rule: string): Check =>
  (value) =>
    fits(value) ? undefined : `must be ${rule}`;

const isBetween = (value: unknown, min: number, max: number) =>
  typeof value === 'number' && value >= min && value <= max;

export const number = (min: number, max: number): Check =>
  check((value) => isBetween(value, min, max), `a number from ${min} to ${max}`);

export const whole = (min: number, max: number): Check =>
  check((value) => Number.isInteger(value) && isBetween(value, min, max), `a whole number from ${min} to ${max}`);

export const text = check((value) => typeof value === 'string' && value !== '', 'a text');

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The problems of those parameters that are there; `null` stands for the default of any. */
export function problemsIn(
  body: Record<string, unknown>,
  checks: Record<string, Check>,
  rule: FieldProblem['rule'],
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const field of Object.keys(checks)) {
    const value = body[field];
    const message = value === undefined || value === null ? undefined : checks[field]?.(value);
    if (message !== undefined) problems.push({ field, rule, message: `${field} ${message}` });
  }
  return problems;
}

/** The body itself, or a copy with those parameters alone of which `isKept` holds. */
export function keep<Body extends object>(body: Body, isKept: (name: keyof Body & string) => boolean): Body {
  const names = Object.keys(body) as (keyof Body & string)[];
  if (names.every(isKept)) return body;
  return Object.fromEntries(names.filter(isKept).map((name) => [name, body[name]])) as Body;
}
