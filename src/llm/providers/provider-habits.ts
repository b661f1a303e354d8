/** How structured output is requested: by its schema, as any JSON object, or in the words of the prompt alone. */
export const STRUCTURED_OUTPUTS = ['json_schema', 'json_object', 'prompt'] as const;
export type StructuredOutput = (typeof STRUCTURED_OUTPUTS)[number];

/** The parameter that limits the tokens of an answer. */
export const TOKENS_FIELDS = ['max_tokens', 'max_completion_tokens'] as const;
export type TokensField = (typeof TOKENS_FIELDS)[number];

/** What one provider accepts of OpenAI's protocol. */
export interface ProviderHabits {
  /** `undefined` leaves the parameter as the caller named it. */
  readonly tokensField?: TokensField | undefined;
  /** Whether `stream_options` may be sent. */
  readonly streamOptions: boolean;
  readonly structuredOutput: StructuredOutput;
  /** Parameters that are not sent, and fields of messages of these names. */
  readonly dropFields: readonly string[];
  /** Letters and digits of which ids of calls of tools have to consist; `undefined` where any id will do. */
  readonly toolCallIdLength?: number | undefined;
}

/** Of a server of which nothing is known: all of the protocol. */
export const DEFAULT_HABITS: ProviderHabits = { streamOptions: true, structuredOutput: 'json_schema', dropFields: [] };

/** Limits of one provider, in ms, in place of the settings for all. */
export interface ProviderTimeouts {
  /** To open a connection. */
  readonly connectMs?: number;
  /** To the first token of a stream. */
  readonly firstTokenMs?: number;
  /** Longest silence in the middle of an answer. */
  readonly idleMs?: number;
  /** For one attempt. */
  readonly totalMs?: number;
}

/** Parameters and fields without which a request would be another one. */
const ESSENTIAL: readonly string[] = [
  ...['model', 'messages', 'stream', 'n', 'stop', 'tools', 'tool_choice', 'functions', 'function_call', 'modalities'],
  ...['audio', 'logprobs', 'top_logprobs', 'role', 'content', 'tool_calls', 'tool_call_id', 'response_format'],
  ...['input', 'dimensions'],
];

/** Whether a request keeps its meaning without the parameter, or its messages without the field. */
export function isDroppable(field: string): boolean {
  return !ESSENTIAL.includes(field);
}
