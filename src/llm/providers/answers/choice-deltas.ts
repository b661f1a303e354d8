import { contentOf, hasContent, type Message, wordsOf } from './answer-words.js';
import { messageWithTexts } from './message-forms.js';

const ASSISTANT = 'assistant';

/** A longer message is taken for a part of the answer, and not compared with the one before it. */
const LONGEST_COMPARED = 65_536;

/** A choice with what some servers send in place of its delta or message. */
export interface GivenChoice {
  index?: unknown;
  delta?: Message | null;
  message?: unknown;
  text?: unknown;
  finish_reason?: unknown;
  usage?: unknown;
}

/** One of an answer in one piece, or of a stream, as the protocol has it. */
export interface Choice extends GivenChoice {
  message?: Message | null;
}

/** The message of a choice of an answer in one piece: some send a delta, or a text alone. `undefined` if it has none. */
export function messageOf({ message, delta, text }: GivenChoice): Message | undefined {
  if (typeof message === 'object' && message !== null) return withRole(messageWithTexts(message as Message));
  const words = typeof message === 'string' ? message : text;
  if (delta == null) return typeof words === 'string' ? withRole({ content: words }) : undefined;
  return withRole(messageWithTexts(delta));
}

/** The message, or the first delta of a stream, with the role that clients need: some servers leave it out, or send a name of their own. */
export function withRole(message: Message | null | undefined): Message {
  return message?.role === ASSISTANT ? message : { ...message, role: ASSISTANT };
}

/** Whether a choice has something in place of a delta. */
export function lacksDelta(choice: Choice | null): boolean {
  if (choice === null || (choice.message == null && typeof choice.text !== 'string')) return false;
  const { delta } = choice;
  return delta == null || !hasContent(delta, wordsOf(delta));
}

/** In a stream, parts of tool calls say which call they belong to. */
export function withIndexes(message: Message): Message {
  const { tool_calls: calls } = message;
  if (!Array.isArray(calls)) return message;
  return { ...message, tool_calls: calls.map((call: object | null, index) => ({ index, ...call })) };
}

/** Makes deltas of what some servers stream in their place: messages, with a part or all of the answer so far, or texts. */
export class ChoiceDeltas {
  /** The last message of each choice. */
  private readonly messages = new Map<number, string>();
  private hasAnswer = false;

  /** Notes what a delta holds: a message behind a part of the answer itself, which is more than thinking, only repeats it. */
  noteDelta(delta: Message): void {
    this.hasAnswer ||= contentOf(delta) !== '' || delta.tool_calls != null;
  }

  of(choice: Choice, index: number): Choice {
    const { message, text, ...rest } = choice;
    return { ...rest, delta: this.hasAnswer ? {} : this.deltaOf(message ?? { content: text }, index) };
  }

  private deltaOf(message: Message, index: number): Message {
    const { content } = message;
    if (typeof content !== 'string') return withIndexes(message);
    const before = this.messages.get(index) ?? '';
    const isSoFar = before !== '' && content.startsWith(before);
    this.messages.set(index, content.length > LONGEST_COMPARED ? '' : content);
    return withIndexes(isSoFar ? { ...message, content: content.slice(before.length) } : message);
  }
}
