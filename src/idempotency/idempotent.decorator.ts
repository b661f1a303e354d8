import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { Fails } from '../api/fails.decorator.js';
import { ValidationError } from '../errors/request.errors.js';
import { DATABASE_ERRORS } from '../api/api-errors.js';
import { IDEMPOTENCY_KEY_HEADER, MAX_KEY_LENGTH } from './idempotency-key.header.js';
import {
  IdempotencyKeyInUseError,
  IdempotencyKeyReusedError,
  IdempotentAnswerErasedError,
} from './idempotency.errors.js';
import { ANSWER_TRAITS, type AnswerTraits, IdempotencyInterceptor } from './idempotency.interceptor.js';

const DESCRIPTION =
  'Makes the request safe to repeat: within 24 h, a repeat with the same key, body and API key is not done again but ' +
  'given the first answer, with the header `Idempotent-Replayed: true`. A failure leaves the key free.';

/**
 * Lets callers send an Idempotency-Key to a route that answers with JSON, as a value or as text. Its handler makes what it
 * makes under the id that `@OperationId()` gives it, and meets what is there under that id already. It stands below all
 * that is not to happen again when an answer is replayed.
 */
export function Idempotent<Answer>(traits: AnswerTraits<Answer> = {}): MethodDecorator {
  return applyDecorators(
    SetMetadata(ANSWER_TRAITS, traits),
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: IDEMPOTENCY_KEY_HEADER,
      description: DESCRIPTION,
      required: false,
      schema: { type: 'string', minLength: 1, maxLength: MAX_KEY_LENGTH, pattern: '^[ -~]+$' },
      example: '6c5d7a3e-order-4711',
    }),
    Fails(
      ValidationError,
      IdempotencyKeyInUseError,
      IdempotencyKeyReusedError,
      IdempotentAnswerErasedError,
      ...DATABASE_ERRORS,
    ),
  );
}
