/** Parts may hold parts; deeper ones are not looked into. */
const DEEPEST = 4;

/** Where providers put a model's thinking, the usual place first. Some repeat it in a second place, which is not read again. */
const THINKING = [
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'thinking',
  'thinking_blocks',
  'reasoning_text',
];
/** Types of parts of a content list that are thinking and not the answer. */
const THINKING_PARTS = ['thinking', 'redacted_thinking', 'reasoning'];
/** Types of those that are the answer itself. */
const TEXT_PARTS = ['text', 'output_text'];
/** Where there is something of an answer that has no words. */
const WORDLESS = ['tool_calls', 'images', 'reasoning_details', 'thinking_blocks'];

interface FunctionCall {
  name?: unknown;
  arguments?: unknown;
}

/** A message, or the delta of a stream. */
export type Message = Record<string, unknown>;

/** All text of a message or a delta: content, refusal, thinking, transcript and tool calls. */
export function wordsOf(message: Message): string {
  const { content, refusal, tool_calls, function_call, audio } = message;
  let words = textIn(content) + textIn(refusal) + thinkingOf(message);
  if (Array.isArray(tool_calls)) {
    for (const call of tool_calls as ({ function?: FunctionCall | null } | null)[]) words += callOf(call?.function);
  }
  if (function_call != null) words += callOf(function_call);
  if (audio != null) words += textIn((audio as { transcript?: unknown }).transcript);
  return words;
}

/** Whether a message or a delta holds a part of the answer or of the thinking before it, with words or without. */
export function hasContent(message: Message, words: string): boolean {
  if (words !== '' || Boolean(message.audio) || message.function_call != null) return true;
  return WORDLESS.some((name) => Array.isArray(message[name]) && message[name].length > 0);
}

/** The text of the answer itself, which may be in parts, without thinking among them. */
export function contentOf({ content }: Message): string {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : '';
  return textIn(content.filter((part) => !isThinking(part)));
}

/** The thinking among the parts of a content. */
export function thinkingIn(parts: readonly unknown[]): string {
  return textIn(parts.filter(isThinking));
}

/** Whether a part of a content is a text, or thinking, and nothing else. */
export function isTextPart(part: unknown): boolean {
  if (typeof part === 'string' || isThinking(part)) return true;
  const { text, type = 'text' } = (part ?? {}) as { text?: unknown; type?: unknown };
  return typeof text === 'string' && typeof type === 'string' && TEXT_PARTS.includes(type);
}

function isThinking(part: unknown): boolean {
  return THINKING_PARTS.includes((part as { type?: string } | null)?.type ?? '');
}

/** The thinking of a message or a delta beside its content. */
export function thinkingOf(message: Message): string {
  for (const name of THINKING) {
    const value = message[name];
    const text = value == null ? '' : textIn(value);
    if (text !== '') return text;
  }
  return '';
}

function callOf(call: unknown): string {
  const { name, arguments: given } = (call ?? {}) as FunctionCall;
  return textIn(name) + textIn(given);
}

/** A text, or the texts of a part or of a list of parts. */
function textIn(value: unknown, depth = DEEPEST): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || depth === 0) return '';
  if (Array.isArray(value)) return value.map((one) => textIn(one, depth - 1)).join('');
  const { text, thinking, content, summary } = value as Record<string, unknown>;
  return textIn(text ?? thinking ?? content ?? summary, depth - 1);
}
