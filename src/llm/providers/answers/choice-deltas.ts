import type { Message } from './answer-words.js';

/** A longer message is taken for a part of the answer, and not compared with the one before it. */
const LONGEST_COMPARED = 65_536;

/** A choice of a stream, as the protocol has it or with what some servers send in place of its delta. */
export interface Choice {
  index?: unknown;
  delta?: Message | null;
  message?: Message | null;
  text?: unknown;
  finish_reason?: unknown;
  usage?: unknown;
}

/** Whether a choice has something in place of a delta. */
export function lacksDelta(choice: Choice | null): boolean {
  return choice !== null && choice.delta == null && (choice.message != null || typeof choice.text === 'string');
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
  private hasDeltas = false;

  /** Notes that there are deltas, so that a message behind them only repeats them. */
  noteDelta(): void {
    this.hasDeltas = true;
  }

  of(choice: Choice, index: number): Choice {
    const { message, text, ...rest } = choice;
    return { ...rest, delta: this.hasDeltas ? {} : this.deltaOf(message ?? { content: text }, index) };
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
