import { createHash } from 'node:crypto';

interface Call {
  id?: unknown;
}

/** A message of a request, as far as ids of calls of tools are concerned. */
interface Message {
  tool_calls?: unknown;
  tool_call_id?: unknown;
}

const LETTERS_AND_DIGITS = /^[a-z\d]*$/i;
/** Mistral: "Tool call id was call_1 but must be a-z, A-Z, 0-9, with a length of 9"; OpenAI has a most of 40. */
const FORMS = [
  /tool call id\b[^]{0,300}?\bwith a length of (\d{1,2})\b/i,
  /tool_calls?\b[^]{0,20}\bid'?: string too long\. expected a string with maximum length (\d{1,2})\b/i,
];
const SHORTEST = 8;
const LONGEST = 64;

/** The length that a refusal asks ids of calls of tools to have, if it does. */
export function idLengthIn(message: string): number | undefined {
  const [length] = FORMS.flatMap((form) => form.exec(message)?.[1] ?? []).map(Number);
  return length !== undefined && length >= SHORTEST && length <= LONGEST ? length : undefined;
}

/**
 * Messages whose ids of calls of tools are letters and digits of this length: those of another provider are not taken by some. The same id
 * becomes the same one everywhere, so that calls and their results stay together.
 * @returns the same list, where nothing in it changes
 */
export function withIdsOf(length: number, messages: readonly unknown[]): unknown[] {
  const changed = messages.map((message) => withIds(length, message as Message));
  return changed.every((message, at) => message === messages[at]) ? (messages as unknown[]) : changed;
}

function withIds(length: number, message: Message): Message {
  const { tool_calls: calls, tool_call_id: id } = message;
  const listed = Array.isArray(calls) ? (calls as (Call | null)[]).map((call) => withId(length, call)) : calls;
  const isSame = !Array.isArray(calls) || calls.every((call, at) => call === (listed as unknown[])[at]);
  const result = idOf(length, id);
  if (isSame && result === id) return message;
  return { ...message, ...(isSame ? {} : { tool_calls: listed }), ...(result === id ? {} : { tool_call_id: result }) };
}

function withId(length: number, call: Call | null): Call | null {
  const id = idOf(length, call?.id);
  return id === call?.id ? call : { ...call, id };
}

function idOf(length: number, id: unknown): unknown {
  if (typeof id !== 'string' || (id.length === length && LETTERS_AND_DIGITS.test(id))) return id;
  return createHash('sha256').update(id).digest('hex').slice(0, length);
}
