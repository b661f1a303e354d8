import { type FieldProblem, ValidationError } from '../../errors/request.errors.js';
import { metadataProblem } from '../tags/tags.header.js';
import type { ChatBody } from '../providers/chat-completion.js';

/** As OpenAI's API has it. */
const MOST_CHOICES = 128;
const MOST_TOKENS = 10_000_000;
/** In less no provider answers. */
const SHORTEST_TIMEOUT_MS = 100;

type Check = (value: unknown) => string | undefined;

const check =
  (fits: (value: unknown) => boolean, rule: string): Check =>
  (value) =>
    fits(value) ? undefined : `must be ${rule}`;

const isBetween = (value: unknown, min: number, max: number) =>
  typeof value === 'number' && value >= min && value <= max;
const number = (min: number, max: number) =>
  check((value) => isBetween(value, min, max), `a number from ${min} to ${max}`);
const whole = (min: number, max: number) =>
  check((value) => Number.isInteger(value) && isBetween(value, min, max), `a whole number from ${min} to ${max}`);

/** What is checked here; everything else is between the caller and the provider. */
const OPTIONAL: Record<string, Check> = {
  model: check((value) => typeof value === 'string' && value !== '', 'a text'),
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
  const problems: FieldProblem[] = [];
  for (const [name, checkOf] of Object.entries(OPTIONAL)) {
    const value = body[name];
    const message = value === undefined || value === null ? undefined : checkOf(value);
    if (message !== undefined) problems.push(problem(name, message));
  }
  const inMessages = problemInMessages(body.messages);
  if (inMessages !== undefined) problems.push(inMessages);
  if (problems.length > 0) throw new ValidationError(problems);
  return simplified(body as ChatBody);
}

/**
 * The same request in words that every server knows. OpenAI's API takes `null` for the default, `stream_options` only beside a
 * stream, and calls the system's messages the developer's, where most servers refuse all three.
 */
function simplified(body: ChatBody): ChatBody {
  const { messages, stream } = body;
  const isPlain = (name: string) => body[name] !== null && (name !== 'stream_options' || stream === true);
  const names = Object.keys(body);
  const kept = names.every(isPlain) ? body : (pick(body, names.filter(isPlain)) as ChatBody);
  return (messages as Message[]).some(isDevelopers) ? { ...kept, messages: messages.map(asSystems) } : kept;
}

interface Message {
  role: string;
}

function isDevelopers({ role }: Message): boolean {
  return role === 'developer';
}

function asSystems(message: unknown): unknown {
  return isDevelopers(message as Message) ? { ...(message as Message), role: 'system' } : message;
}

function pick(body: object, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, body[name as keyof typeof body]]));
}

/**
 * The time for an answer, from the header `x-llm-timeout-ms`.
 * @param maxMs the longest that is allowed
 * @throws ValidationError
 */
export function readTimeout(header: string | undefined, maxMs: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) : NaN;
  if (ms >= SHORTEST_TIMEOUT_MS && ms <= maxMs) return ms;
  throw new ValidationError([
    problem('x-llm-timeout-ms', `must be a whole number from ${SHORTEST_TIMEOUT_MS} to ${maxMs}`),
  ]);
}

function problemInMessages(messages: unknown): FieldProblem | undefined {
  if (!Array.isArray(messages)) return problem('messages', 'must be an array');
  if (messages.length === 0) return problem('messages', 'must not be empty');
  const bad = messages.findIndex((message) => !isObject(message) || typeof message.role !== 'string');
  return bad < 0 ? undefined : problem(`messages.${bad}`, 'must be an object with a role');
}

function problem(field: string, message: string): FieldProblem {
  return { field, rule: 'chat_request', message: `${field} ${message}` };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
