import { errorIn } from '../failures/error-body.js';
import { readFailure } from '../failures/failure-reader.js';
import { ProviderFailure } from '../failures/provider-failure.js';

/** What some send where nothing has ended yet, or where they do not know why it did. */
const NO_REASON =
  /^(?:null|none|nil|undefined|unknown|(?:finish_reason_)?unspecified|in_progress|running|generating|continue)?$/i;
/** By these the provider says that it did not get done. */
const FAILED =
  /^(?:(?:\w+_)?error|abort(?:ed)?|cancell?ed|failed|failure|interrupted|time_?out|timed_out|insufficient_system_resource|(?:function_call_filter: )?(?:malformed_function_call|unexpected_tool_call))$/i;
const CUT = /^(?:length|max_(?:output_)?tokens|model_length|model_context_window_exceeded)$/i;

/**
 * Why a choice ended; `null` if it did not.
 * @throws ProviderFailure if it ended by a failure of the provider
 */
export function finishReasonOf(choice: { finish_reason?: unknown; error?: unknown }): string | null {
  const { finish_reason: reason } = choice;
  if (choice.error != null && errorIn(choice) !== undefined) throw readFailure(200, {}, choice);
  if (typeof reason !== 'string' || NO_REASON.test(reason.trim())) return null;
  if (FAILED.test(reason)) throw new ProviderFailure('unavailable', `The answer ended by ${reason}`, { status: 200 });
  return reason;
}

/** Whether an answer was cut by the limit of its tokens. */
export function isCut(reason: string | null | undefined): boolean {
  return reason != null && CUT.test(reason);
}
