import { type FieldProblem, ValidationError } from '../../errors/request.errors.js';
import { metadataProblem } from '../tags/tags.header.js';
import type { ChatBody } from '../providers/answers/chat-completion.js';
import { check, type Check, isObject, keep, number, problemsIn, text, whole } from './parameters.js';

/** As OpenAI's API has it. */
const MOST_CHOICES = 128;
const MOST_TOKENS = 10_000_000;
const RULE = 'chat_request';
const TOOLS = ['tools', 'functions'];
/** Lists that say nothing where they are empty, and that servers refuse then. */
const LISTS = [...TOOLS, 'stop'];
/** How tools are called. A server that refuses it without tools would be taken not to know it, and be sent it no more beside some. */
const OF_TOOLS = ['tool_choice', 'function_call', 'parallel_tool_calls'];

/** What is checked here; everything else is between the caller and the provider. */
const OPTIONAL: Record<string, Check> = {
  model: text,
  stream: check((value) => typeof value === 'boolean', 'true or false'),
  stream_options: check(isObject, 'an object'),
  n: whole(1, MOST_CHOICES),
  max_tokens: whole(1, MOST_TOKENS),
  max_completion_tokens: whole(1, MOST_TOKENS),
  temperature: number(0, 2),
  top_p: number(0, 1),
  seed: whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  tools: check(Array.isArray, 'an array'),
  metadata: metadataProblem,
  response_format: check((value) => isObject(value) && typeof value.type === 'string', 'an object with a type'),
};

/**
 * A chat completion request that is fit to be sent on.
 * @throws ValidationError naming each parameter that is not
 */
export function readChatRequest(body: unknown): ChatBody {
  if (!isObject(body)) throw new ValidationError([problem('body', 'must be a JSON object')]);
  const problems = problemsIn(body, OPTIONAL, RULE);
  const inMessages = problemInMessages(body.messages);
  if (inMessages !== undefined) problems.push(inMessages);
  if (problems.length > 0) throw new ValidationError(problems);
  return simplified(body as ChatBody);
}

/**
 * The same request in words that every server knows. OpenAI's API takes `null` for the default, `stream_options` only beside a
 * stream, and calls the system's messages the developer's, where most servers refuse all three. What says nothing is left out too.
 */
function simplified(body: ChatBody): ChatBody {
  const { messages, stream } = body;
  const hasTools = TOOLS.some((name) => Array.isArray(body[name]) && body[name].length > 0);
  const kept = keep(body, (name) => {
    const value = body[name];
    if (value === null || (LISTS.includes(name) && Array.isArray(value) && value.length === 0)) return false;
    if (name === 'stream_options') return stream === true;
    return hasTools || !OF_TOOLS.includes(name) || !saysNothingWithoutTools(value);
  });
  return messages.some(isDevelopers) ? { ...kept, messages: messages.map(asSystems) } : kept;
}

/** A tool that has to be called, and is not there, is the caller's mistake. */
function saysNothingWithoutTools(value: unknown): boolean {
  return typeof value === 'boolean' || value === 'auto' || value === 'none';
}

function isDevelopers(message: unknown): boolean {
  return (message as { role: string }).role === 'developer';
}

function asSystems(message: unknown): unknown {
  return isDevelopers(message) ? { ...(message as object), role: 'system' } : message;
}

function problemInMessages(messages: unknown): FieldProblem | undefined {
  if (!Array.isArray(messages)) return problem('messages', 'must be an array');
  if (messages.length === 0) return problem('messages', 'must not be empty');
  const bad = messages.findIndex((message) => !isObject(message) || typeof message.role !== 'string');
  return bad < 0 ? undefined : problem(`messages.${bad}`, 'must be an object with a role');
}

function problem(field: string, message: string): FieldProblem {
  return { field, rule: RULE, message: `${field} ${message}` };
}
