import { ValidationPipe, type ValidationError as BrokenRules } from '@nestjs/common';
import { type FieldProblem, ValidationError } from '../errors/request.errors.js';

/** Callers may send unknown fields with names of any length. */
const MAX_NAME = 100;
const MAX_MESSAGE = 500;

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
