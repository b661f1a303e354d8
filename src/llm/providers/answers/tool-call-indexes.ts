import type { Message } from './answer-words.js';

/** What a call is of, where its beginning does not say so: clients need it. */
const FUNCTION = { type: 'function' };

/** A part of a call of a tool, as the protocol has it. */
interface CallPart {
  index?: unknown;
  id?: unknown;
  type?: unknown;
  function?: { name?: unknown } | null;
}

/** The calls of one choice so far. */
interface Calls {
  /** By the index that they have for the caller; empty for one without an id. */
  ids: string[];
  /** The call that each index of the provider stands for. */
  byGiven: Map<number, number>;
}

/** As OpenAI's API has it; parts with an index beyond are left as they are. */
const MOST_CALLS = 128;

/**
 * Tells which call of a tool each part of a stream belongs to, where a server leaves that out, as Gemini does, or gives two calls one
 * index: clients would mix them up, or refuse the stream. A call begins with its name.
 */
export class ToolCallIndexes {
  private readonly choices = new Map<number, Calls>();

  /** @returns the delta, with other indexes where it needs them, or else the same */
  of(delta: Message, choice: number): Message {
    const parts = delta.tool_calls as (CallPart | null)[];
    const calls = this.choices.get(choice) ?? { ids: [], byGiven: new Map<number, number>() };
    this.choices.set(choice, calls);
    const indexes = parts.map((part) => (part === null ? undefined : indexOf(part, calls)));
    const isRight = parts.every((part, at) => part === null || (part.index === indexes[at] && !lacksType(part)));
    if (isRight) return delta;
    const numbered = parts.map(
      (part, at) => part && { ...part, index: indexes[at], ...(lacksType(part) ? FUNCTION : {}) },
    );
    return { ...delta, tool_calls: numbered };
  }
}

export function hasCalls(delta: Message | null | undefined): delta is Message {
  return Array.isArray(delta?.tool_calls) && delta.tool_calls.length > 0;
}

function indexOf(part: CallPart, calls: Calls): unknown {
  const given = Number.isInteger(part.index) ? (part.index as number) : undefined;
  if (given !== undefined && (given < 0 || given >= MOST_CALLS)) return given;
  const { ids, byGiven } = calls;
  const known = given === undefined ? lastOf(ids) : byGiven.get(given);
  if (known !== undefined && !beginsAnother(part, given !== undefined, ids[known] ?? '')) return known;
  const next = given !== undefined && known === undefined && ids[given] === undefined ? given : ids.length;
  ids[next] = idOf(part);
  if (given !== undefined) byGiven.set(given, next);
  return next;
}

function lacksType({ type, function: named }: CallPart): boolean {
  return (type ?? '') === '' && typeof named?.name === 'string' && named.name !== '';
}

function lastOf({ length }: string[]): number | undefined {
  return length === 0 ? undefined : length - 1;
}

/** Some repeat the name with every part, and others make up an id for each. */
function beginsAnother(part: CallPart, hasIndex: boolean, knownId: string): boolean {
  const name = part.function?.name;
  if (typeof name !== 'string' || name === '') return false;
  const id = idOf(part);
  return hasIndex ? id !== '' && knownId !== '' && id !== knownId : id === '' || id !== knownId;
}

function idOf({ id }: CallPart): string {
  return typeof id === 'string' ? id : '';
}
