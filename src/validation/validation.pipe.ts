import { ValidationPipe, type ValidationError as BrokenRules } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { type FieldProblem, ValidationError } from '../errors/request.errors.js';

/** Callers may send unknown fields with names of any length. */
const MAX_NAME = 100;
const MAX_MESSAGE = 500;

rememberRules();

/** Checks every DTO: unknown fields are refused, nothing is converted silently, and each broken rule is named. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: false,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new ValidationError(errors.flatMap((error) => problemsOf(error, ''))),
  });
}

function problemsOf(error: BrokenRules, parent: string): FieldProblem[] {
  const name = error.property.slice(0, MAX_NAME);
  const field = parent === '' ? name : `${parent}.${name}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    rule: snakeCase(rule),
    message: (parent === '' ? message : `${parent}.${message}`).slice(0, MAX_MESSAGE),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => problemsOf(child, field))];
}

/** Names of rules in the wire's own case: `isInt` becomes `is_int`. */
function snakeCase(rule: string): string {
  return rule.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * For every value class-validator searches the rules of all classes for those that a class inherits, a third of the time
 * that a small DTO takes. Rules are declared while modules load, so the first search of a class finds what all find.
 */
function rememberRules(): void {
  const storage = getMetadataStorage();
  const search = storage.getTargetValidationMetadatas.bind(storage);
  const found = new Map<unknown, ReturnType<typeof search>>();
  storage.getTargetValidationMetadatas = (type, ...options) => {
    const rules = found.get(type) ?? search(type, ...options);
    found.set(type, rules);
    return rules;
  };
}
