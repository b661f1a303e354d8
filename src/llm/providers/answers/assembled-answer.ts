import { type AnswerLimits, hold, parseJson } from './answer-limits.js';
import { contentOf, type Message } from './answer-words.js';
import type { AnswerStream } from './chat-completion.js';
import type { Choice } from './choice-deltas.js';
import { type Chunk, indexOf } from './stream-chunk.js';

/** Members of a delta that are sent whole, and not in parts that follow each other. */
const SENT_WHOLE = ['role', 'id', 'type', 'name', 'index'];

interface AssembledChoice {
  index: number;
  message: Message;
  finish_reason: unknown;
  logprobs?: Message;
}

/**
 * The answer in one piece that a stream adds up to, for callers that asked for no stream: some servers stream whatever was asked.
 * @throws ProviderFailure if the stream breaks, or there is no room to hold it
 */
export async function assemble(stream: AnswerStream, limits: AnswerLimits): Promise<object> {
  const choices = new Map<number, AssembledChoice>();
  let head: Chunk = {};
  let usage: unknown;
  for await (const { data } of stream.chunks) {
    hold(limits.held, data.length);
    const { choices: given, usage: reported, ...rest } = (await parseJson(data, limits)) as Chunk;
    head = { ...rest, ...head };
    usage = reported ?? usage;
    for (const choice of (given ?? []) as (Choice | null)[]) if (choice !== null) addChoice(choices, choice);
  }
  const sorted = [...choices.values()].toSorted((a, b) => a.index - b.index);
  return { ...head, object: 'chat.completion', choices: sorted, ...(usage == null ? {} : { usage }) };
}

function addChoice(choices: Map<number, AssembledChoice>, choice: Choice): void {
  const index = indexOf(choice);
  const known = choices.get(index) ?? { index, message: { role: 'assistant', content: null }, finish_reason: null };
  choices.set(index, known);
  known.finish_reason = choice.finish_reason ?? known.finish_reason;
  const { logprobs } = choice as { logprobs?: unknown };
  // Those of a long chunk are bytes.
  if (typeof logprobs === 'object' && logprobs !== null && !(logprobs instanceof Uint8Array)) {
    addParts((known.logprobs ??= {}), logprobs as Message);
  }
  const { tool_calls: calls, content, ...delta } = choice.delta ?? {};
  addParts(known.message, { ...delta, content: Array.isArray(content) ? contentOf({ content }) : content });
  if (Array.isArray(calls)) addCalls(known.message, calls as (Message | null)[]);
}

/** Texts are parts of one text, and lists of one list. */
function addParts(whole: Message, part: Message): void {
  for (const [name, value] of Object.entries(part)) {
    const known = whole[name];
    if (value == null || (name in whole && SENT_WHOLE.includes(name))) continue;
    if (typeof value === 'string' && typeof known === 'string') whole[name] = known + value;
    else if (Array.isArray(value) && Array.isArray(known)) known.push(...(value as unknown[]));
    else whole[name] = value;
  }
}

/** A part of a tool call belongs to the call with its index; one without an index but with an id of its own begins a call. */
function addCalls(message: Message, parts: (Message | null)[]): void {
  const calls = (message.tool_calls ??= []) as Message[];
  for (const part of parts) {
    if (part === null) continue;
    const { index, function: named, ...rest } = part;
    const isNext = typeof rest.id === 'string' && rest.id !== '' && rest.id !== calls.at(-1)?.id;
    const at = Number.isInteger(index) ? (index as number) : isNext ? calls.length : Math.max(0, calls.length - 1);
    const call = (calls[Math.min(at, calls.length)] ??= { function: {} });
    addParts(call, rest);
    addParts(call.function as Message, (named ?? {}) as Message);
  }
}
