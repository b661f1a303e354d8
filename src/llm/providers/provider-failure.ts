/** What went wrong with an attempt, told apart by what to do about it. */
export type FailureClass =
  | 'connection'
  | 'server_error'
  | 'unavailable'
  | 'rate_limited'
  | 'rejected_key'
  | 'unknown_model'
  | 'context_length'
  | 'refused'
  | 'malformed'
  | 'broken_off'
  | 'silent'
  | 'deadline'
  | 'aborted';

/** An attempt that did not end with a whole answer. Its message is the provider's own, and goes to the log alone. */
export class ProviderFailure extends Error {
  constructor(
    readonly failureClass: FailureClass,
    message: string,
    readonly facts: {
      /** HTTP status, or the status that an error in the body claims. */
      status?: number | undefined;
      /** When the provider said that it would take calls again, in ms from now. */
      retryAfterMs?: number | undefined;
      /** The provider's own `error` object, for failures that are the caller's. */
      upstream?: UpstreamError | undefined;
      /** The model that the caller named and the provider does not have for us. */
      model?: string | undefined;
    } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ProviderFailure';
  }
}

/** An error as OpenAI's protocol has it. */
export interface UpstreamError {
  message: string;
  type: string | null;
  code: string | null;
  param: string | null;
}

/** Statuses by which a provider says that it has no such model, or none for us. */
const NO_SUCH_MODEL = [403, 404];

/**
 * What a failure means where the caller named a `model` that is not the provider's own of our settings: that it does not
 * have that one says nothing about the provider, and must not keep others from it.
 */
export function withModelOfCaller(failure: ProviderFailure, model: string): ProviderFailure {
  const { failureClass, facts, message } = failure;
  if (failureClass !== 'rejected_key' || !NO_SUCH_MODEL.includes(facts.status ?? 0)) return failure;
  return new ProviderFailure('unknown_model', message, { ...facts, model }, { cause: failure });
}
