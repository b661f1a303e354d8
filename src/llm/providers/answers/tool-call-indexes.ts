import type { Message } from './answer-words.js';
import { parseShort } from './answer-limits.js';
import { isUnclosed } from './json-in-text.js';
import { newCallId, NO_ARGUMENTS } from './message-forms.js';

/** A part of a call of a tool, as the protocol has it. */
interface CallPart {
  index?: unknown;
  id?: unknown;
  type?: unknown;
  function?: { name?: unknown; arguments?: unknown } | null;
}

/** A call, as far as it was sent. */
interface SentCall {
  /** The id of the provider; empty for one without. */
  givenId: string;
  hasId: boolean;
  name: string;
  /** Its arguments so far, or the beginning of long ones. */
  given: string;
}

/** The calls of one choice so far, by the index that they have for the caller. */
interface Calls {
  sent: SentCall[];
  /** The call that each index of the provider stands for. */
  byGiven: Map<number, number>;
}

/** What some write in place of a name that is not sent again. */
const NO_NAME = /^(?:null|None)$/;
/** Longer ones are not looked into. */
const LONGEST_ARGUMENTS = 65_536;
/** As OpenAI's API has it; parts of further calls are left as they are. */
const MOST_CALLS = 128;

/**
 * Tells which call of a tool each part of a stream belongs to, where a server leaves that out, as Gemini does, gives two calls one index,
 * or counts from another number than 0: clients would mix them up, or refuse the stream. A call begins with its name. It has an id, a type
 * and its name once: clients need them, and some append what is repeated.
 */
export class ToolCallIndexes {
  private readonly choices = new Map<number, Calls>();

  /** @returns the delta, with other parts where it needs them, or else the same */
  of(delta: Message, choice: number): Message {
    const parts = delta.tool_calls as CallPart[];
    const calls = this.choices.get(choice) ?? { sent: [], byGiven: new Map<number, number>() };
    this.choices.set(choice, calls);
    const right = parts.map((part) => partOf(part, calls));
    return right.every((part, at) => part === parts[at]) ? delta : { ...delta, tool_calls: right };
  }

  /**
   * The last delta of a choice, with empty arguments for calls that have none, as those of a tool that takes none: clients read them as JSON.
   * @returns the same delta, where nothing is missing
   */
  withEnd(delta: Message | null | undefined, choice: number): Message | null | undefined {
    const open = this.openCallsOf(choice);
    if (open.size === 0) return delta;
    const parts = hasCalls(delta) ? (delta.tool_calls as CallPart[]) : [];
    const filled = parts.map((part) => (open.delete(part.index) ? withNoArguments(part) : part));
    return { ...delta, tool_calls: [...filled, ...Array.from(open, (index) => withNoArguments({ index }))] };
  }

  /** Whether a call of a choice ends in the middle of its arguments. */
  isCut(choice: number): boolean {
    return this.choices.get(choice)?.sent.some(isOpen) ?? false;
  }

  private openCallsOf(choice: number): Set<unknown> {
    const open = new Set<unknown>();
    for (const [index, call] of this.choices.get(choice)?.sent.entries() ?? []) {
      if (call.name !== '' && call.given === '') open.add(index);
      call.given ||= NO_ARGUMENTS;
    }
    return open;
  }
}

export function hasCalls(delta: Message | null | undefined): delta is Message {
  return Array.isArray(delta?.tool_calls) && delta.tool_calls.length > 0;
}

function partOf(part: CallPart, calls: Calls): CallPart {
  const index = indexOf(part, calls);
  const call = calls.sent[index];
  if (call === undefined) return part;
  const fresh = withoutWaste(part, call);
  const { arguments: given } = fresh.function ?? {};
  if (typeof given === 'string' && call.given.length <= LONGEST_ARGUMENTS) call.given += given;
  const changes = { ...(fresh.index === index ? {} : { index }), ...idFor(fresh, call), ...namesFor(fresh, call) };
  return Object.keys(changes).length === 0 ? fresh : { ...fresh, ...changes };
}

/**
 * Some send a call once more in one piece when it is whole, and others begin with empty arguments before the first part of them: clients
 * append all of it, and it is no JSON then. Arguments that stay empty are sent with the end.
 */
function withoutWaste(part: CallPart, { given: known }: SentCall): CallPart {
  const { arguments: given } = part.function ?? {};
  if (typeof given !== 'string' || !isObject(given)) return part;
  const isWaste = known === '' ? given.trim() === NO_ARGUMENTS : isObject(known) && isSameJson(known, given);
  return isWaste ? { ...part, function: { ...part.function, arguments: '' } } : part;
}

function isObject(text: string): boolean {
  return text.length <= LONGEST_ARGUMENTS && /^\s*\{[^]*\}\s*$/.test(text);
}

function isSameJson(one: string, other: string): boolean {
  const [known, given] = [one, other].map(parseShort);
  return known !== undefined && JSON.stringify(known) === JSON.stringify(given);
}

/** @returns -1 for a call beyond those that there can be */
function indexOf(part: CallPart, { sent, byGiven }: Calls): number {
  const given = Number.isInteger(part.index) ? (part.index as number) : undefined;
  const known = given === undefined ? sent.length - 1 : byGiven.get(given);
  const call = known === undefined ? undefined : sent[known];
  if (known !== undefined && call !== undefined && !beginsAnother(part, given !== undefined, call)) return known;
  if (sent.length >= MOST_CALLS) return -1;
  sent.push({ givenId: idOf(part), hasId: false, name: '', given: '' });
  if (given !== undefined) byGiven.set(given, sent.length - 1);
  return sent.length - 1;
}

/** Some repeat the name with every part, and others make up an id for each. A name may also come behind the first arguments. */
function beginsAnother(part: CallPart, hasIndex: boolean, call: SentCall): boolean {
  const { givenId } = call;
  const name = nameOf(part);
  if (name === '' || call.name === '' || (name === call.name && isOpen(call))) return false;
  const id = idOf(part);
  return hasIndex ? id !== '' && givenId !== '' && id !== givenId : id === '' || id !== givenId;
}

/** The first id of a call, or one of ours with its name, is the only one. */
function idFor(part: CallPart, call: SentCall): CallPart {
  const hasOwn = idOf(part) !== '';
  if (call.hasId) return hasOwn ? { id: undefined } : {};
  call.hasId = hasOwn || nameOf(part) !== '';
  return call.hasId && !hasOwn ? { id: newCallId() } : {};
}

/** Whether the arguments of a call have begun and are not whole. */
function isOpen({ given }: SentCall): boolean {
  return given.length <= LONGEST_ARGUMENTS && isUnclosed(given);
}

function namesFor(part: CallPart, call: SentCall): CallPart {
  const name = nameOf(part);
  if (name === '' && !NO_NAME.test(String(part.function?.name))) return {};
  if (name === '' || name === call.name) return { function: { ...part.function, name: undefined } };
  const isFirst = call.name === '';
  call.name ||= name;
  return isFirst && (part.type ?? '') === '' ? { type: 'function' } : {};
}

function withNoArguments(part: CallPart): CallPart {
  return { ...part, function: { ...part.function, arguments: NO_ARGUMENTS } };
}

function nameOf(part: CallPart): string {
  const name = part.function?.name;
  return typeof name === 'string' && !NO_NAME.test(name) ? name : '';
}

function idOf({ id }: CallPart): string {
  return typeof id === 'string' ? id : '';
}
