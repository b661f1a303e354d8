import { describe, expect, it } from 'vitest';
import { busyMs } from '../../../test/support/thread-time.js';
import type { ChatBody } from './answers/chat-completion.js';
import type { UpstreamError } from './failures/provider-failure.js';
import { refusedFields, refusesFormat } from './refused-fields.js';

const sent: ChatBody = {
  model: 'm',
  messages: [
    { role: 'user', content: 'x', name: 'Dana' },
    { role: 'assistant', content: 'y', reasoning_content: 'z' },
  ],
  stream_options: { include_usage: true },
  response_format: { type: 'json_schema', json_schema: { schema: {} } },
  ...{ max_tokens: 5, max_completion_tokens: 5, store: false, metadata: {}, seed: 1, temperature: 0 },
  ...{ parallel_tool_calls: true, frequency_penalty: 0, presence_penalty: 0, reasoning_effort: 'low' },
};
const refusal = (message: string, more: Partial<UpstreamError> = {}): UpstreamError => ({
  ...{ message, type: null, code: null, param: null },
  ...more,
});

describe('refusedFields', () => {
  it.each<[who: string, message: string, fields: string[]]>([
    [
      'OpenAI',
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      ['max_tokens'],
    ],
    ['OpenAI', 'Unrecognized request argument supplied: metadata', ['metadata']],
    ['OpenAI', "Unknown parameter: 'store'.", ['store']],
    [
      'OpenAI',
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
      ['temperature'],
    ],
    [
      'Cerebras',
      "messages.1.assistant.reasoning_content: property 'messages.1.assistant.reasoning_content' is unsupported",
      ['reasoning_content'],
    ],
    [
      'Cerebras',
      "body.metadata: property 'body.metadata' is unsupported\nbody.store: property 'body.store' is unsupported",
      ['metadata', 'store'],
    ],
    ['Groq', "property 'store' is unsupported, did you mean 'stop'?", ['store']],
    [
      'Groq',
      "'messages.2' : for 'role: assistant' the following must be satisfied[('messages.2' : property 'reasoning_content' is unsupported)]",
      ['reasoning_content'],
    ],
    ['Mistral', 'body.stream_options.include_usage: Extra inputs are not permitted', ['stream_options']],
    [
      'Mistral',
      'body.seed: Extra inputs are not permitted\nbody.max_completion_tokens: Extra inputs are not permitted',
      ['seed', 'max_completion_tokens'],
    ],
    ['Gemini', 'Invalid JSON payload received. Unknown name "store": Cannot find field.', ['store']],
    [
      'Fireworks',
      "Extra inputs are not permitted, field: 'messages[1].reasoning_content', value: 'z'",
      ['reasoning_content'],
    ],
    ['xAI', 'Argument not supported on this model: presencePenalty', ['presence_penalty']],
    ['a server', 'Argument not supported: presence_penalty', ['presence_penalty']],
    ['a server', "Parameter is not supported: 'seed'", ['seed']],
    ['xAI', 'Model grok-4 does not support parameter reasoningEffort.', ['reasoning_effort']],
    [
      'serde',
      'Failed to deserialize the JSON body: unknown field `seed`, expected one of `model`, `messages`, `temperature`',
      ['seed'],
    ],
    ['JSON Schema', "Additional properties are not allowed ('metadata' was unexpected)", ['metadata']],
    ['vLLM', '`parallel_tool_calls` is not supported by this server', ['parallel_tool_calls']],
    [
      'vLLM',
      "[{'type': 'extra_forbidden', 'loc': ('body', 'store'), 'msg': 'Extra inputs are not permitted', 'input': True}]",
      ['store'],
    ],
    [
      'vLLM',
      "[{'type': 'extra_forbidden', 'loc': ('body', 'messages', 1, 'assistant', 'reasoning_content'), 'msg': 'Extra inputs are not permitted', 'input': 'x'}]",
      ['reasoning_content'],
    ],
    [
      'pydantic',
      '1 validation error for Request\nmetadata\n  Extra inputs are not permitted [type=extra_forbidden]',
      ['metadata'],
    ],
    ['Bedrock', 'Malformed input request: extraneous key [store] is not permitted', ['store']],
    ['Go', 'json: unknown field "seed"', ['seed']],
    ['another', 'The field "name" is not allowed', ['name']],
    ['another', "messages with role 'assistant' must not contain reasoning_content", ['reasoning_content']],
    ['another', 'The following parameters are not supported: store', ['store']],
    ['another', 'Unsupported parameter(s): `metadata`', ['metadata']],
    ['another', "got an unexpected keyword argument 'seed'", ['seed']],
    ['another', 'store is not a valid parameter', ['store']],
    ['another', 'seed: unknown parameter', ['seed']],
    ['another', "'seed' cannot be set for this model", ['seed']],
    ['another', 'unknown field `include_usage`', ['stream_options']],
    ['another', 'max_tokens is deprecated; please use max_completion_tokens', ['max_tokens']],
    ['another', 'This model requires max_completion_tokens', ['max_tokens']],
    ['OpenAI', 'Unrecognized request arguments supplied: metadata, store', ['metadata', 'store']],
    ['OpenAI', "The 'metadata' parameter is only allowed when 'store' is enabled.", ['metadata']],
    [
      'OpenAI',
      "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.",
      ['parallel_tool_calls'],
    ],
    [
      'LiteLLM',
      "litellm.UnsupportedParamsError: bedrock does not support parameters: ['parallel_tool_calls'], for model=x. To drop these, set `litellm.drop_params=True`",
      ['parallel_tool_calls'],
    ],
    [
      'LiteLLM',
      "litellm.UnsupportedParamsError: x does not support parameters: ['store', 'metadata'], for model=x.",
      ['store', 'metadata'],
    ],
    [
      'LiteLLM',
      "litellm.UnsupportedParamsError: groq does not support parameters: {'metadata': {'a': 'b'}}, for model=x.",
      ['metadata'],
    ],
    [
      'Azure',
      '1 validation error for Request\nbody -> stream_options\n  extra fields not permitted (type=value_error.extra)',
      ['stream_options'],
    ],
    [
      'Perplexity',
      'At body -> messages -> 1 -> reasoning_content: Extra inputs are not permitted',
      ['reasoning_content'],
    ],
    ['OpenRouter', 'Provider returned error: body.store: Extra inputs are not permitted', ['store']],
    ['zod', "Unrecognized key(s) in object: 'store'", ['store']],
    ['zod', 'Unrecognized keys: "store", "seed"', ['store', 'seed']],
    ['joi', '"store" is not allowed', ['store']],
    ['.NET', "The JSON property 'store' could not be mapped to any .NET member", ['store']],
    ['Jackson', 'Unrecognized field "store" (class Request), not marked as ignorable', ['store']],
    ['Snowflake', 'unsupported field(s): store, metadata', ['store', 'metadata']],
    [
      'DeepSeek',
      'The reasoning_content is an intermediate result for display purposes only. Please remove the reasoning_content from your message to reduce network traffic.',
      ['reasoning_content'],
    ],
    ['Anthropic', '`temperature` and `seed` cannot both be specified for this model. Please use only one.', ['seed']],
    ['another', 'temperature and seed cannot be used together', ['seed']],
    ['another', "'temperature' and 'seed' are mutually exclusive", ['seed']],
    ['another', 'Only one of `temperature` or `seed` may be specified', ['seed']],
    ['another', 'Specify either temperature or seed, but not both', ['seed']],
    ['OpenAI', "Setting 'max_completion_tokens' and 'max_tokens' at the same time is not supported.", ['max_tokens']],
    ['Ollama', '"llama3.1" does not support thinking', ['reasoning_effort']],
    ['Gemini', 'Penalty is not enabled for models/gemini-2.5-pro', ['presence_penalty', 'frequency_penalty']],
    ['another', "Parameter 'seed' not supported", ['seed']],
  ])('reads how %s says it: %s', (_, message, fields) => {
    expect(refusedFields(refusal(message), sent)).toEqual(fields);
  });

  it.each([
    "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 5 instead.",
    "Unsupported value: 'bogus' is not supported with this model. Supported values are: 'low', 'medium', 'high'.",
    'seed is not supported: must be one of 1, 2',
    'Streaming is not supported',
    'body.messages.1.tool_calls.0.index: Extra inputs are not permitted',
    'Bad top_k',
    "property 'unsent' is unsupported",
    "Unknown parameter: 'unsent', expected one of `seed`, `store`",
    "'unsent' is only supported with `seed`",
    'Only one system message may be specified',
  ])('finds none in %s', (message) => {
    expect(refusedFields(refusal(message), sent)).toEqual([]);
  });

  it('believes the name that the error gives rather than its words', () => {
    const error = refusal("property 'seed' is unsupported", { param: 'store', code: 'unknown_parameter' });
    expect(refusedFields(error, sent)).toEqual(['store']);
  });

  it('judges no request whose own names could be read as a refusal', () => {
    const hostile = { ...sent, "x' is unsupported, property 'temperature": 1 };
    expect(
      refusedFields(refusal("property 'x' is unsupported, property 'temperature' is unsupported"), hostile),
    ).toEqual([]);
  });

  it('reads a hostile text without delay', async () => {
    const parts = [
      "property 'a",
      'unsupported ',
      "does not support 'a",
      'a'.repeat(99),
      'x.y[0].',
      'unsupported field(s): a, ',
      'a and b cannot ',
      'either a or ',
      'a -> ',
      'is not supported: ',
    ];
    const readAll = () => {
      for (const part of parts) refusedFields(refusal(part.repeat(4_096 / part.length)), sent);
    };
    expect(await busyMs(readAll, 50)).toBeLessThan(50);
  });
});

describe('refusesFormat', () => {
  it.each([
    'This response_format type is unavailable now',
    'Failed to deserialize: response_format: response_format.type `json_schema` is unavailable now at line 1 column 9',
    'This model does not support response format `json_schema`.',
    'response_format value as json_schema is enabled only for api versions 2024-08-01-preview and later',
    'Structured outputs are not supported by this model',
    "body.response_format.type: Input should be 'text' or 'json_object'",
    "Invalid value: 'json_schema'. Supported values are: 'text' and 'json_object'.",
    'response_format.type: unknown variant `json_schema`, expected `text` or `json_object`',
    "'json_schema' is not one of ['text', 'json_object'] - 'response_format.type'",
    "Function calling with a response mime type: 'application/json' is unsupported",
    "At body -> response_format -> type: Input should be 'text'",
    "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
  ])('is true of %s', (message) => {
    expect(refusesFormat(refusal(message), sent)).toBe(true);
    expect(refusesFormat(refusal(message), { ...sent, response_format: null })).toBe(false);
  });

  it.each([
    "Invalid schema for response_format 'math': 'additionalProperties' is required to be supplied and to be false.",
    "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    'minItems is not supported in response_format',
    'max_tokens is not supported',
  ])('is not true of %s', (message) => {
    expect(refusesFormat(refusal(message), sent)).toBe(false);
  });
});
