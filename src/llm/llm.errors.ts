import {
  type ErrorDetails,
  type ErrorOptions,
  NO_RETRY,
  SalesAgentError,
  type SalesAgentErrorClass,
} from '../errors/sales-agent.error.js';
import type { UpstreamError } from './providers/failures/provider-failure.js';

/** A language model could not answer. */
export abstract class LlmError extends SalesAgentError {}

export class LlmNotConfiguredError extends LlmError {
  static readonly errorCode = 'LLM_NOT_CONFIGURED';
  static readonly kind = 'unavailable';
  static readonly meaning = 'No language model provider has a key; set CEREBRAS_API_KEY or RUNPOD_API_KEY.';

  constructor() {
    super('No language model provider is configured', {}, { headers: NO_RETRY });
  }
}

export class LlmEmbeddingsNotConfiguredError extends LlmError {
  static readonly errorCode = 'LLM_EMBEDDINGS_NOT_CONFIGURED';
  static readonly kind = 'unavailable';
  static readonly meaning = 'No provider makes embeddings; set `embedding_model` of one in `LLM_PROVIDERS`.';

  constructor() {
    super('No provider makes embeddings; set embedding_model of one in LLM_PROVIDERS', {}, { headers: NO_RETRY });
  }
}

export class LlmModelNotFoundError extends LlmError {
  static readonly errorCode = 'LLM_MODEL_NOT_FOUND';
  static readonly kind = 'not_found';
  static readonly meaning =
    '`model` is neither a strategy, nor a configured provider, nor a model of one, nor an alias.';

  /** @param names what there is; the message names some */
  constructor(model: string, names: readonly string[] = []) {
    const some = names.slice(0, 12).join(', ');
    const there = some === '' ? '' : ` There are ${some}${names.length > 12 ? ' and others' : ''};`;
    super(
      `No strategy, provider or model is called ${model.slice(0, 100)}.${there} GET /api/v1/llm/models lists them`,
      {
        param: 'model',
      },
    );
  }
}

/** Not an `LlmError`: no provider was asked, and scoring by rules would hide what only an admin can change. */
export class ModelNotAllowedError extends SalesAgentError {
  static readonly errorCode = 'MODEL_NOT_ALLOWED';
  static readonly kind = 'forbidden';
  static readonly meaning =
    'The API key may not use this model, or none of those that are configured; `GET /api/v1/llm/models` lists what it may use.';

  /** @param target the model that is refused; `undefined` where the key may use none */
  constructor(target: string | undefined, reason = 'GET /api/v1/llm/models lists what it may use') {
    const name = target?.slice(0, 300) ?? 'any of the configured models';
    super(`This API key may not use ${name}: ${reason}`, { param: 'model', model: target?.slice(0, 300) ?? null });
  }
}

/** What a budget allows, and when, as its refusals name it. */
export interface RefusingBudget {
  scope: 'workspace' | 'key';
  limit_usd: string;
  period: string;
  time_zone: string;
  /** When the next period begins. */
  resetsAt: Date;
  /** Whether calls under way have reserved what is left; they may cost less. */
  isReserved: boolean;
}

export class BudgetExceededError extends LlmError {
  static readonly errorCode = 'BUDGET_EXCEEDED';
  static readonly kind = 'payment_required';
  static readonly meaning =
    'The budget of the workspace or of the API key is spent until `details.resets_at`, or calls under way have reserved what is left of it (`details.reserved`).';

  constructor({ resetsAt, isReserved, ...budget }: RefusingBudget) {
    const resets_at = resetsAt.toISOString();
    const owner = budget.scope === 'key' ? 'this API key' : 'the workspace';
    const what = `The budget of ${owner}, ${budget.limit_usd} USD a ${budget.period},`;
    super(
      isReserved ? `${what} is reserved by calls under way; try again` : `${what} is spent until ${resets_at}`,
      { ...budget, reserved: isReserved, resets_at },
      {
        retryAfterSeconds: isReserved ? 1 : Math.max(1, (resetsAt.getTime() - Date.now()) / 1_000),
        headers: { 'x-llm-budget-remaining-usd': '0' },
      },
    );
  }
}

export class LlmContextLengthError extends LlmError {
  static readonly errorCode = 'LLM_CONTEXT_LENGTH_EXCEEDED';
  static readonly kind = 'malformed';
  static readonly meaning = 'The prompt is longer than the context window of every available provider.';

  /** Clients such as LangChain know a prompt that is too long by the words "maximum context length". */
  constructor(largest: number, cause?: unknown) {
    super(`The prompt exceeds the maximum context length, ${largest} tokens`, { param: 'messages' }, { cause });
  }
}

/** Why one provider refused a request. */
export interface Refusal {
  provider: string;
  reason: UpstreamError;
}

export class LlmRequestRefusedError extends LlmError {
  static readonly errorCode = 'LLM_REQUEST_REFUSED';
  static readonly kind = 'malformed';
  static readonly meaning =
    'Every provider that was asked refuses the request, for instance because of a parameter or its content.';

  /** @param refusals of each provider that was asked; at least one */
  constructor(refusals: readonly [Refusal, ...Refusal[]], cause: unknown) {
    const [{ provider, reason }] = refusals;
    const message = refusals.map((one) => `${one.provider} rejected the request: ${one.reason.message}`).join('; ');
    const { type, code, param } = reason;
    const all = refusals.map((one) => ({ provider: one.provider, ...one.reason }));
    super(message, { provider, type, code, param, ...(all.length > 1 ? { refusals: all } : {}) }, { cause });
  }
}

export class LlmApiError extends LlmError {
  static readonly errorCode = 'LLM_API_ERROR';
  static readonly kind = 'upstream';
  static readonly meaning = 'Every provider that was tried failed; `details.attempts` lists the failures.';
}

export class LlmAnswerInvalidError extends LlmError {
  static readonly errorCode = 'LLM_ANSWER_INVALID';
  static readonly kind = 'upstream';
  static readonly meaning = 'Two answers did not match the requested schema.';

  constructor(provider: string) {
    super('The answer does not match the requested schema', { provider }, { headers: NO_RETRY });
  }
}

export class LlmSchemaTooComplexError extends LlmError {
  static readonly errorCode = 'LLM_SCHEMA_TOO_COMPLEX';
  static readonly kind = 'malformed';
  static readonly meaning = 'Checking the answer against the schema of `response_format` takes too long.';

  constructor() {
    super('The schema of response_format takes too long to check', { param: 'response_format' });
  }
}

export class LlmApiTimeoutError extends LlmError {
  static readonly errorCode = 'LLM_API_TIMEOUT';
  static readonly kind = 'upstream_timeout';
  static readonly meaning = 'No provider answered within `LLM_DEADLINE_MS`; `details.attempts` lists the attempts.';
}

export class LlmRateLimitError extends LlmError {
  static readonly errorCode = 'LLM_RATE_LIMIT';
  static readonly kind = 'unavailable';
  static readonly meaning = 'No provider accepts requests at the moment; `Retry-After` is when the first one will.';
}

export class CerebrasApiError extends LlmError {
  static readonly errorCode = 'CEREBRAS_API_ERROR';
  static readonly kind = 'upstream';
  static readonly meaning = 'Only Cerebras was tried; it returned an error or an unreadable response.';
}

export class CerebrasApiTimeoutError extends LlmError {
  static readonly errorCode = 'CEREBRAS_API_TIMEOUT';
  static readonly kind = 'upstream_timeout';
  static readonly meaning = 'Only Cerebras was tried; it did not answer within `LLM_DEADLINE_MS`.';
}

export class CerebrasRateLimitError extends LlmError {
  static readonly errorCode = 'CEREBRAS_RATE_LIMIT';
  static readonly kind = 'unavailable';
  static readonly meaning = 'Only Cerebras was tried; it accepts no more requests for a while.';
}

export class RunpodApiError extends LlmError {
  static readonly errorCode = 'RUNPOD_API_ERROR';
  static readonly kind = 'upstream';
  static readonly meaning = 'Only RunPod was tried; it returned an error or an unreadable response.';
}

export class RunpodApiTimeoutError extends LlmError {
  static readonly errorCode = 'RUNPOD_API_TIMEOUT';
  static readonly kind = 'upstream_timeout';
  static readonly meaning = 'Only RunPod was tried; it did not answer within `LLM_DEADLINE_MS`.';
}

export class ExternalApiError extends LlmError {
  static readonly errorCode = 'EXTERNAL_API_ERROR';
  static readonly kind = 'unavailable';
  static readonly meaning = 'Only RunPod was tried; it accepts no more requests for a while.';
}

type LlmErrorClass = SalesAgentErrorClass &
  (new (message: string, details?: ErrorDetails, options?: ErrorOptions) => LlmError);

/** What can end a request that no provider answered. */
export type RoutingFailure = 'failed' | 'timed_out' | 'rate_limited';

/** The error of each failure where only one provider was tried; providers without a row share those of several. */
export const PROVIDER_ERRORS: Record<string, Record<RoutingFailure, LlmErrorClass>> = {
  cerebras: { failed: CerebrasApiError, timed_out: CerebrasApiTimeoutError, rate_limited: CerebrasRateLimitError },
  runpod: { failed: RunpodApiError, timed_out: RunpodApiTimeoutError, rate_limited: ExternalApiError },
};

export const SHARED_ERRORS: Record<RoutingFailure, LlmErrorClass> = {
  failed: LlmApiError,
  timed_out: LlmApiTimeoutError,
  rate_limited: LlmRateLimitError,
};

/** Whatever a request to language models may answer. */
export const LLM_ERRORS = [
  ModelNotAllowedError,
  BudgetExceededError,
  LlmNotConfiguredError,
  LlmContextLengthError,
  LlmRequestRefusedError,
  LlmAnswerInvalidError,
  LlmSchemaTooComplexError,
  ...[SHARED_ERRORS, ...Object.values(PROVIDER_ERRORS)].flatMap((errors) => Object.values(errors)),
];
