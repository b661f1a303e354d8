/** Why an attempt failed, by what to do about it. */
export type FailureClass =
  | 'connection'
  | 'server_error'
  | 'unavailable'
  | 'no_connection'
  | 'rate_limited'
  | 'rejected_key'
  | 'no_credit'
  | 'blocked'
  | 'unknown_model'
  | 'context_length'
  | 'max_tokens'
  | 'unsupported'
  | 'refused'
  | 'malformed'
  | 'too_large'
  | 'overloaded'
  | 'broken_off'
  | 'silent'
  | 'deadline'
  | 'aborted';

/** Tokens of an attempt that failed. */
interface UsedTokens {
  prompt: number;
  cached: number;
  completion: number;
}

/** An attempt without a whole answer. Its message is the provider's own and is only logged. */
export class ProviderFailure extends Error {
  constructor(
    readonly failureClass: FailureClass,
    message: string,
    readonly facts: {
      /** HTTP status, or the status that an error in the body claims. */
      status?: number | undefined;
      /** When the provider accepts calls again by its own account, in ms from now. */
      retryAfterMs?: number | undefined;
      /** The provider's own reason, without secrets, for failures that are the caller's fault. */
      upstream?: UpstreamError | undefined;
      /** Whether the provider says that it does not have the model. */
      isAboutModel?: boolean | undefined;
      /** The model that the caller named and the provider does not have for us. */
      model?: string | undefined;
      /** The context window that the prompt did not fit, in tokens, where it is known. */
      contextWindow?: number | undefined;
      /** What the provider says that it used nevertheless, and bills. */
      usage?: UsedTokens | undefined;
    } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ProviderFailure';
  }
}

/** Of an answer without a word or a call of a tool, which by its own report has no tokens: another provider may have one. */
export const emptyAnswer = () => new ProviderFailure('malformed', 'An answer of no tokens', { status: 200 });

/** The failure with what the provider says that it used, if it does. */
export function withUsage(failure: ProviderFailure, usage: UsedTokens | undefined): ProviderFailure {
  if (usage === undefined) return failure;
  return new ProviderFailure(failure.failureClass, failure.message, { ...failure.facts, usage }, { cause: failure });
}

/** An error in OpenAI's shape. */
export interface UpstreamError {
  message: string;
  type: string | null;
  code: string | null;
  param: string | null;
}

/** Statuses for a model that the provider does not have or does not offer us. */
const NO_SUCH_MODEL = [403, 404];
const MAY_BE_THE_MODEL: FailureClass[] = ['rejected_key', 'blocked'];

/**
 * The failure where the caller named a `model` other than the configured one: that the provider does not have it says nothing
 * about the provider's health and must not open its breaker.
 */
export function withModelOfCaller(failure: ProviderFailure, model: string): ProviderFailure {
  const { failureClass, facts, message } = failure;
  const { status = 0, upstream, isAboutModel = NO_SUCH_MODEL.includes(status) && upstream !== undefined } = facts;
  if (!isAboutModel || !MAY_BE_THE_MODEL.includes(failureClass)) return failure;
  return new ProviderFailure('unknown_model', message, { ...facts, model }, { cause: failure });
}
