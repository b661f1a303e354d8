import { errorIn } from '../failures/error-body.js';
import { readFailure } from '../failures/failure-reader.js';
import { ProviderFailure } from '../failures/provider-failure.js';

/** What some send where nothing has ended yet. */
const NO_REASONS = ['', 'null'];
/** By these the provider says that it did not get done. */
const FAILED = /^(?:error|abort(?:ed)?|cancell?ed|failed|network_error|engine_error|insufficient_system_resource)$/i;
const CUT = /^(?:length|max_(?:output_)?tokens|model_length)$/i;

/**
 * Why a choice ended; `null` if it did not.
 * @throws ProviderFailure if it ended by a failure of the provider
 */
export function finishReasonOf(choice: { finish_reason?: unknown; error?: unknown }): string | null {
  const { finish_reason: reason } = choice;
  if (choice.error != null && errorIn(choice) !== undefined) throw readFailure(200, {}, choice);
  if (typeof reason !== 'string' || NO_REASONS.includes(reason)) return null;
  if (FAILED.test(reason)) throw new ProviderFailure('unavailable', `The answer ended by ${reason}`, { status: 200 });
  return reason;
}

/** Whether an answer was cut by the limit of its tokens. */
export function isCut(reason: string | null | undefined): boolean {
  return reason != null && CUT.test(reason);
}
