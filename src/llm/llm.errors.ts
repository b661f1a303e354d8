import { SalesAgentError } from '../errors/sales-agent.error.js';

/** A language model could not answer. */
export abstract class LlmError extends SalesAgentError {}

export class LlmNotConfiguredError extends LlmError {
  static readonly errorCode = 'LLM_NOT_CONFIGURED';
  static readonly kind = 'unavailable';
  static readonly meaning = 'No language model provider has a key; set CEREBRAS_API_KEY or RUNPOD_API_KEY.';

  constructor() {
    super('No language model provider is configured');
  }
}

/** The errors of one provider: what failed there, under names that its users know. */
export interface ProviderErrors {
  failed(status: number | undefined, cause: unknown): LlmError;
  timedOut(cause: unknown): LlmError;
  /** @param retryAfterSeconds when the provider said that it would take requests again */
  rateLimited(cause: unknown, retryAfterSeconds?: number): LlmError;
}

export class CerebrasApiError extends LlmError {
  static readonly errorCode = 'CEREBRAS_API_ERROR';
  static readonly kind = 'upstream';
  static readonly meaning = 'Cerebras answered with an error, or not in a form that can be read.';
}

export class CerebrasApiTimeoutError extends LlmError {
  static readonly errorCode = 'CEREBRAS_API_TIMEOUT';
  static readonly kind = 'upstream_timeout';
  static readonly meaning = 'Cerebras did not answer within `LLM_DEADLINE_MS`.';
}

export class CerebrasRateLimitError extends LlmError {
  static readonly errorCode = 'CEREBRAS_RATE_LIMIT';
  static readonly kind = 'unavailable';
  static readonly meaning = 'Cerebras takes no more requests for a while.';
}

export class RunpodApiError extends LlmError {
  static readonly errorCode = 'RUNPOD_API_ERROR';
  static readonly kind = 'upstream';
  static readonly meaning = 'RunPod answered with an error, or not in a form that can be read.';
}

export class RunpodApiTimeoutError extends LlmError {
  static readonly errorCode = 'RUNPOD_API_TIMEOUT';
  static readonly kind = 'upstream_timeout';
  static readonly meaning = 'RunPod did not answer within `LLM_DEADLINE_MS`.';
}

export class ExternalApiError extends LlmError {
  static readonly errorCode = 'EXTERNAL_API_ERROR';
  static readonly kind = 'unavailable';
  static readonly meaning = 'A provider takes no more requests for a while.';
}

export const CEREBRAS_ERRORS: ProviderErrors = {
  failed: (status, cause) => new CerebrasApiError(failure('Cerebras', status), { status }, { cause }),
  timedOut: (cause) => new CerebrasApiTimeoutError('Cerebras did not answer in time', {}, { cause }),
  rateLimited: (cause, retryAfterSeconds) =>
    new CerebrasRateLimitError('Cerebras takes no more requests just now', {}, { cause, retryAfterSeconds }),
};

export const RUNPOD_ERRORS: ProviderErrors = {
  failed: (status, cause) => new RunpodApiError(failure('RunPod', status), { status }, { cause }),
  timedOut: (cause) => new RunpodApiTimeoutError('RunPod did not answer in time', {}, { cause }),
  rateLimited: (cause, retryAfterSeconds) =>
    new ExternalApiError('RunPod takes no more requests just now', {}, { cause, retryAfterSeconds }),
};

function failure(provider: string, status: number | undefined): string {
  if (status === undefined) return `${provider} could not be reached`;
  return status < 400 ? `${provider} gave an answer that cannot be read` : `${provider} answered with status ${status}`;
}
