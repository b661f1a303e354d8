import { LlmApiError } from '../llm.errors.js';
import { ProviderFailure } from '../providers/provider-failure.js';
import type { Route } from './routed-request.js';

/** What the caller of a stream is told that broke off in the middle; nothing of it that the provider said. */
export function brokenOff(error: unknown, { provider }: Route): LlmApiError {
  const failureClass = error instanceof ProviderFailure ? error.failureClass : 'internal';
  const details = { provider, error: failureClass };
  return new LlmApiError(`The answer of ${provider} broke off`, details, { cause: error });
}
