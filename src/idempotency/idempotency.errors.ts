import { NO_RETRY, SalesAgentError } from '../errors/sales-agent.error.js';

export class IdempotencyKeyInUseError extends SalesAgentError {
  static readonly errorCode = 'IDEMPOTENCY_KEY_IN_USE';
  static readonly kind = 'conflict';
  static readonly meaning = 'The first request with this `Idempotency-Key` is still running.';

  constructor() {
    super('The first request with this Idempotency-Key is still running; try again', {}, { retryAfterSeconds: 1 });
  }
}

export class IdempotencyKeyReusedError extends SalesAgentError {
  static readonly errorCode = 'IDEMPOTENCY_KEY_REUSED';
  static readonly kind = 'invalid';
  static readonly meaning = 'The `Idempotency-Key` was sent before with another body, or to another path.';

  constructor() {
    super('This Idempotency-Key belongs to another request; a repeat must be equal in path and body');
  }
}

export class IdempotentAnswerErasedError extends SalesAgentError {
  static readonly errorCode = 'IDEMPOTENT_ANSWER_ERASED';
  static readonly kind = 'conflict';
  static readonly meaning =
    'The request with this `Idempotency-Key` succeeded before, but its answer was erased, was encrypted with the API key before its rotation, or was not stored because it holds a secret.';

  constructor() {
    const message = 'This request succeeded before; its answer cannot be given again, and it is not done twice';
    super(message, {}, { headers: NO_RETRY });
  }
}
