import type { ChatBody } from './answers/chat-completion.js';
import type { ProviderHabits, StructuredOutput } from './provider-habits.js';
import { withIdsOf } from './tool-call-ids.js';

type Message = Record<string, unknown>;

const TOKENS = ['max_tokens', 'max_completion_tokens'] as const;
const SYSTEM = ['system', 'developer'];

/**
 * The request as one provider takes it; what is `undefined` in it is not sent.
 * @param defaultMaxTokens the limit where the caller set none
 */
export function toWire(
  body: ChatBody,
  model: string,
  habits: ProviderHabits,
  { isStream, defaultMaxTokens }: { isStream: boolean; defaultMaxTokens: number },
): ChatBody {
  const wire: ChatBody = { ...body, model };
  limitTokens(wire, habits, defaultMaxTokens);
  if (isStream) {
    wire.stream = true;
    wire.stream_options = { ...body.stream_options, include_usage: true };
  }
  if (!habits.streamOptions) delete wire.stream_options;
  if (habits.structuredOutput !== 'json_schema') formatBy(wire, habits.structuredOutput);
  if (habits.dropFields.length > 0) drop(wire, habits.dropFields);
  if (habits.toolCallIdLength !== undefined) wire.messages = withIdsOf(habits.toolCallIdLength, wire.messages);
  return wire;
}

/** Each server knows one of the two names, or both. */
function limitTokens(wire: ChatBody, { tokensField }: ProviderHabits, defaultMaxTokens: number): void {
  const { max_tokens, max_completion_tokens } = wire;
  const given = max_completion_tokens ?? max_tokens;
  if (tokensField === undefined && given != null) return;
  if (tokensField !== undefined) for (const name of TOKENS) wire[name] = undefined;
  wire[tokensField ?? 'max_tokens'] = given ?? defaultMaxTokens;
}

/** What a server does not do by itself, its prompt asks for; the answer is checked in any case. */
function formatBy(wire: ChatBody, way: StructuredOutput): void {
  const { type, json_schema } = wire.response_format ?? {};
  const isSchema = type === 'json_schema';
  if (!isSchema && (type !== 'json_object' || way !== 'prompt')) return;
  const { schema } = (isSchema ? json_schema : {}) as { schema?: unknown };
  if (way === 'prompt') delete wire.response_format;
  else wire.response_format = { type: way };
  const form =
    schema === undefined ? 'a JSON object' : `JSON that matches this JSON Schema:\n${JSON.stringify(schema)}`;
  wire.messages = instructed(wire.messages as Message[], `Answer with nothing but ${form}`);
}

/** Many templates of models take one system message only, and only as the first. */
function instructed(messages: readonly Message[], instruction: string): Message[] {
  const [first, ...rest] = messages;
  if (first !== undefined && SYSTEM.includes(String(first.role)) && typeof first.content === 'string') {
    return [{ ...first, content: `${first.content}\n\n${instruction}` }, ...rest];
  }
  return [{ role: 'system', content: instruction }, ...messages];
}

function drop(wire: ChatBody, fields: readonly string[]): void {
  for (const field of fields) if (wire[field] !== undefined) wire[field] = undefined;
  const messages = wire.messages as Message[];
  const hasDropped = (message: Message) => fields.some((field) => message[field] !== undefined);
  if (!messages.some(hasDropped)) return;
  wire.messages = messages.map((message) => {
    if (!hasDropped(message)) return message;
    return { ...message, ...Object.fromEntries(fields.map((field) => [field, undefined])) };
  });
}
