import type { Type } from '@nestjs/common';
import { type FieldProblem, ValidationError } from '../errors/request.errors.js';
import { validationPipe } from '../validation/validation.pipe.js';
import { UsageError } from './cli.errors.js';

/**
 * Checks the options of a command by the rules of a request of the REST API.
 * @throws UsageError
 */
export async function checkOptions<Request extends object>(type: Type<Request>, options: object): Promise<Request> {
  try {
    return (await validationPipe().transform(options, { type: 'body', metatype: type })) as Request;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const { errors } = error.details as { errors: FieldProblem[] };
    throw new UsageError(errors.map(({ field, message }) => message.replace(field, optionOf(field))).join('; '));
  }
}

/** `workspace_id` is given as `--workspace`, `allowed_models` as `--allowed-models`. */
function optionOf(field: string): string {
  return `--${field.replace(/_id$/, '').replaceAll('_', '-')}`;
}
