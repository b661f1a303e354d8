import { newId } from '../../../ids/new-id.js';
import { contentOf, isTextPart, type Message, thinkingIn, thinkingOf } from './answer-words.js';

/** A call of a tool, or a part of one in a stream, in whatever form. */
interface Call extends Message {
  function?: Message | null;
}

const FUNCTION = 'function';
/** What else the arguments of a function are called: by Llama and what is trained on its calls, by Anthropic and by Google. */
const ARGUMENTS_ELSEWHERE = ['parameters', 'input', 'args'];
/** Of a tool that takes none, as JSON text. */
export const NO_ARGUMENTS = '{}';

/**
 * A delta of a stream with texts where some servers send parts of texts or values: clients append them as "[object Object]".
 * @returns the same, where nothing in it changes
 */
export function deltaWithTexts(delta: Message): Message {
  return withTexts(delta, false);
}

/**
 * A message likewise. What clients need of its calls of tools is there as well: an id, a type, and arguments.
 * @returns the same, where nothing in it changes
 */
export function messageWithTexts(message: Message): Message {
  return withTexts(message, true);
}

/** An id of a call of a tool, as long as OpenAI's API allows. */
export function newCallId(): string {
  return `call_${newId().replaceAll('-', '')}`;
}

function withTexts(message: Message, isWhole: boolean): Message {
  const { content, tool_calls: calls, function_call: call } = message;
  const shaped = content == null || typeof content === 'string' ? message : withContent(message, content);
  if (calls == null && call == null) return shaped;
  const named = withArguments(call, isWhole);
  const listed = calls == null ? calls : callsWithTexts(calls, isWhole);
  if (named === call && listed === calls) return shaped;
  return { ...shaped, ...(call == null ? {} : { function_call: named }), tool_calls: listed };
}

/** Thinking among the parts of a content goes to its usual place. A content with parts that are no texts stays as it is. */
function withContent(message: Message, content: unknown): Message {
  if (typeof content !== 'object') return { ...message, content: JSON.stringify(content) };
  const parts: unknown[] = Array.isArray(content) ? content : [content];
  if (!parts.every(isTextPart)) return message;
  const thinking = thinkingIn(parts);
  const isElsewhere = thinking === '' || thinkingOf(message) !== '';
  return {
    ...message,
    content: contentOf({ content: parts }),
    ...(isElsewhere ? {} : { reasoning_content: thinking }),
  };
}

function callsWithTexts(calls: unknown, isWhole: boolean): unknown {
  const given: unknown[] = Array.isArray(calls) ? calls : [calls];
  const found = given.filter(isNotEmpty).map((call) => callIn(call, isWhole));
  const isSame = given === calls && found.length === given.length && found.every((call, at) => call === given[at]);
  return isSame ? calls : found;
}

function callIn(given: object, isWhole: boolean): Call {
  const call = unflattened(given as Call);
  if (typeof call.function !== 'object' || call.function === null) return call;
  const named = withArguments(call.function, isWhole);
  const changes = { ...idFor(call, isWhole), ...typeFor(call, isWhole) };
  if (named === call.function && Object.keys(changes).length === 0) return call;
  return { ...call, ...changes, function: named as Message };
}

function idFor({ id }: Call, isWhole: boolean): Message {
  if (typeof id === 'number') return { id: String(id) };
  return isWhole && isBlank(id) ? { id: newCallId() } : {};
}

/** Some spell it in capitals or have names of their own, by which clients do not know the call. */
function typeFor({ type }: Call, isWhole: boolean): Message {
  return type !== FUNCTION && (isWhole || !isBlank(type)) ? { type: FUNCTION } : {};
}

/** Some put the name and the arguments of a function where the function should be. */
function unflattened(call: Call): Call {
  if (typeof call.name !== 'string' || call.function != null || call.custom != null) return call;
  const { name, arguments: given, ...rest } = call;
  if (given !== undefined) return { ...rest, function: { name, arguments: given } };
  const elsewhere = argumentsElsewhere(rest);
  if (elsewhere === undefined) return { ...rest, function: { name } };
  return { ...rest, [elsewhere]: undefined, function: { name, [elsewhere]: rest[elsewhere] } };
}

/** Under which other name a function, or a call that is one, has its arguments. */
function argumentsElsewhere(named: Message): string | undefined {
  return ARGUMENTS_ELSEWHERE.find((name) => named[name] != null);
}

function withArguments(named: unknown, isWhole: boolean): unknown {
  if (typeof named !== 'object' || named === null) return named;
  const { arguments: given } = named as Message;
  const elsewhere = given == null ? argumentsElsewhere(named as Message) : undefined;
  if (elsewhere !== undefined) {
    return { ...named, [elsewhere]: undefined, arguments: argumentsIn((named as Message)[elsewhere], isWhole) };
  }
  const text = argumentsIn(given, isWhole);
  return text === given ? named : { ...named, arguments: text };
}

/** Arguments as the JSON text that they are; of a part of a stream nothing where there are none yet. */
function argumentsIn(given: unknown, isWhole: boolean): unknown {
  if (given == null || given === '') return isWhole ? NO_ARGUMENTS : given;
  if (typeof given === 'string') return given;
  // Languages that have no other sign for it write an empty object as a list.
  if (typeof given === 'object' && Object.keys(given).length === 0) return isWhole ? NO_ARGUMENTS : '';
  return Array.isArray(given) && given.every(isTextPart) ? contentOf({ content: given }) : JSON.stringify(given);
}

function isNotEmpty(call: unknown): call is object {
  return typeof call === 'object' && call !== null && Object.keys(call).length > 0;
}

function isBlank(value: unknown): boolean {
  return value == null || value === '';
}
