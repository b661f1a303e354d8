import { errorIn } from '../failures/error-body.js';
import { readFailure } from '../failures/failure-reader.js';
import { ProviderFailure } from '../failures/provider-failure.js';

/** What some send where nothing has ended yet, where they do not know why it did, or where they only loaded the model. */
const NO_REASON =
  /^(?:null|none|nil|undefined|unknown|(?:finish_reason_)?unspecified|in_progress|running|generating|continue|(?:un)?load)?$/i;
/** By these the provider says that it did not get done. */
const FAILED =
  /^(?:(?:\w+_)?error|abort(?:ed)?|cancell?ed|failed|failure|interrupted|time_?out|timed_out|insufficient_system_resource|(?:function_call_filter: )?(?:malformed_function_call|unexpected_tool_call))$/i;
const STOP = 'stop';
const CUT = 'length';
const PROTOCOL = [STOP, CUT, 'tool_calls', 'content_filter', 'function_call'];
/** By these an answer claims to be whole. */
const WHOLE = [STOP, 'tool_calls', 'function_call'];
/** What Anthropic, Gemini, Bedrock, Cohere, Mistral, TGI, Zhipu and others call them: clients know the protocol's names alone. */
const BY_NAME: [name: RegExp, reason: string][] = [
  [/^(?:stop|end|end_turn|eos|eos_token|stop_sequence|complete|completed|finished)$/i, STOP],
  [/^(?:length|max_(?:output_|new_)?tokens|max_length|model_length|model_context_window_exceeded)$/i, CUT],
  [/^(?:tool_use|tool_calls?|function_calls)$/i, 'tool_calls'],
  [
    /^(?:content_filter(?:ed)?|safety|image_safety|recitation|blocklist|prohibited_content|spii|sensitive|refusal|guardrail_intervened|error_toxic)$/i,
    'content_filter',
  ],
];
/** Where else some say it, in whole or in the protocol's place; a text that stopped an answer may stand there as well. */
const ELSEWHERE = ['native_finish_reason', 'finishReason', 'stop_reason', 'done_reason', 'finish_details'];

type Json = Record<string, unknown>;

/** A choice, as far as its end is concerned. */
interface Ended {
  finish_reason?: unknown;
  error?: unknown;
}

/**
 * Why a choice ended, by the protocol's name where it has one; `null` if it did not.
 * @throws ProviderFailure if it ended by a failure of the provider
 */
export function finishReasonOf(choice: Ended): string | null {
  if (choice.error != null && errorIn(choice) !== undefined) throw readFailure(200, {}, choice);
  const { finish_reason: given } = choice;
  if (typeof given !== 'string') return reasonElsewhere(choice as Json);
  if (PROTOCOL.includes(given)) return given;
  if (NO_REASON.test(given.trim())) return reasonElsewhere(choice as Json);
  if (FAILED.test(given)) throw new ProviderFailure('unavailable', `The answer ended by ${given}`, { status: 200 });
  return protocolName(given) ?? given;
}

/** The reason of a choice `withReason`. */
export function knownReason({ finish_reason: reason }: Ended): string | null {
  return typeof reason === 'string' && !NO_REASON.test(reason.trim()) ? reason : null;
}

/** The choice with its reason in the protocol's place, and what the provider called it beside it; the same, where that is so. */
export function withReason<Choice extends Ended>(choice: Choice, reason: string | null): Choice {
  const { finish_reason: given } = choice;
  if (reason === given) return choice;
  // Clients take whatever stands there for an end, and refuse what is no text.
  if (reason === null) return given == null || typeof given === 'string' ? choice : { ...choice, finish_reason: null };
  const native = { native_finish_reason: given, ...choice };
  return { ...(typeof given === 'string' && given !== '' ? native : choice), finish_reason: reason };
}

export function isStop(reason: string | null | undefined): boolean {
  return reason === STOP;
}

/** The reason of a choice whose calls of tools end in the middle of their arguments: it was cut, whatever its server says. */
export function reasonOfCutCalls(reason: string | null): string | null {
  return reason !== null && WHOLE.includes(reason) ? CUT : reason;
}

/** Whether an answer was cut by the limit of its tokens. */
export function isCut(reason: string | null | undefined): boolean {
  return reason === CUT;
}

function reasonElsewhere(choice: Json): string | null {
  if (typeof choice.finish_reason === 'object' && choice.finish_reason !== null) {
    const inner = nameIn(choice.finish_reason);
    if (inner !== null) return inner;
  }
  for (const name of ELSEWHERE) {
    const reason = choice[name] == null ? null : nameIn(choice[name]);
    if (reason !== null) return reason;
  }
  return null;
}

function nameIn(value: unknown): string | null {
  const name = typeof value === 'object' ? (value as Json | null)?.type : value;
  return typeof name === 'string' ? (protocolName(name) ?? null) : null;
}

function protocolName(reason: string): string | undefined {
  return BY_NAME.find(([name]) => name.test(reason.trim()))?.[1];
}
