import { type ArgumentMetadata, type Type, ValidationPipe, type ValidationError as BrokenRules } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { type FieldProblem, MAX_PROBLEMS, ValidationError } from '../errors/request.errors.js';
import { BoundedInput, MAX_NAME } from './bounded-input.js';
import { isJsonObject, shapesOf } from './shape.js';

const MAX_MESSAGE = 500;

rememberRules();

/**
 * Checks every DTO: unknown fields are refused, nothing is converted silently, and each broken field is named with the
 * first rule that it breaks.
 * @param maxProblems most problems that an answer names
 */
export function validationPipe(maxProblems = MAX_PROBLEMS): ValidationPipe {
  return new BoundedValidationPipe(maxProblems);
}

/** Rules, and what copies a DTO before them, see only values that their fields can hold. */
class BoundedValidationPipe extends ValidationPipe {
  constructor(private readonly maxProblems: number) {
    super({
      transform: true,
      forbidUnknownValues: true,
      stopAtFirstError: true,
      validationError: { target: false, value: false },
      // All of them: those of other checks are added before the first ones are chosen.
      exceptionFactory: (errors) =>
        new ValidationError(
          errors.flatMap((error) => problemsOf(error, '')),
          Infinity,
        ),
    });
  }

  /** What decorators of our own make, such as the caller, is as it should be. */
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom') return Promise.resolve(value);
    const { metatype } = metadata;
    if (value == null || metatype === undefined || !this.toValidate(metadata)) return super.transform(value, metadata);
    return this.checkObject(value, metatype, metadata);
  }

  private async checkObject(value: unknown, metatype: Type, metadata: ArgumentMetadata): Promise<unknown> {
    if (!isJsonObject(value)) throw notAnObject(metadata.type);
    const input = new BoundedInput(metatype, value);
    // class-validator takes a class without rules for a mistake.
    const hasRules = shapesOf(metatype).size > 0;
    const { result, problems } = hasRules
      ? await this.check(input, metadata)
      : { result: {}, problems: input.problems };
    if (problems.length > 0) throw new ValidationError(problems, this.maxProblems);
    input.complete(result as object);
    return result;
  }

  private async check(
    input: BoundedInput,
    metadata: ArgumentMetadata,
  ): Promise<{ result?: unknown; problems: FieldProblem[] }> {
    try {
      return { result: await super.transform(input.fields, metadata), problems: input.problems };
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      const further = error.problems.filter(({ field }) => !input.refuses(field));
      return { problems: [...input.problems, ...further] };
    }
  }
}

function notAnObject(field: string): ValidationError {
  return new ValidationError([{ field, rule: 'is_object', message: `${field} must be a JSON object` }]);
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
