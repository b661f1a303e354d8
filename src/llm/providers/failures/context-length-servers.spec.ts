import { describe, expect, it } from 'vitest';
import { isTooLong, lengthProblemIn } from './context-length.js';

/** Who says it, the words, the window that they name, and whether they blame the prompt. */
const FORMS: [who: string, message: string, window: number | undefined, isPrompt: boolean][] = [
  [
    'vLLM',
    "This model's maximum context length is 16384 tokens. However, you requested 122946 tokens (112946 in the messages, 10000 in the completion). Please reduce the length of the messages or completion.",
    16_384,
    true,
  ],
  [
    'vLLM',
    "This model's maximum context length is 6048 tokens. However, you requested 6616 tokens (568 in the messages, 6048 in the completion). Please reduce the length of the messages or completion.",
    6_048,
    false,
  ],
  [
    'vLLM',
    "'max_tokens' or 'max_completion_tokens' is too large: 20000. This model's maximum context length is 8192 tokens and your request has 20 input tokens (20000 > 8192 - 20).",
    8_192,
    false,
  ],
  [
    'vLLM',
    "You passed 8193 input tokens and requested 16384 output tokens. However, the model's context length is only 24576 tokens, resulting in a maximum input length of 8192 tokens. Please reduce the length of the input prompt.",
    24_576,
    false,
  ],
  [
    'vLLM',
    'The decoder prompt (length 9000) is longer than the maximum model length of 8192. Make sure that `max_model_len` is no smaller than the number of text tokens.',
    8_192,
    true,
  ],
  ['SGLang', "The input (9000 tokens) is longer than the model's context length (8192 tokens).", 8_192, true],
  [
    'SGLang',
    "Requested token count exceeds the model's maximum context length of 8192 tokens. You requested a total of 9000 tokens: 200 tokens from the input messages and 8800 tokens for the completion.",
    8_192,
    false,
  ],
  [
    'llama.cpp',
    'the request exceeds the available context size, try increasing it, n_prompt_tokens: 5000, n_ctx: 4096',
    4_096,
    true,
  ],
  [
    'llama.cpp',
    'request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it',
    4_096,
    true,
  ],
  [
    'LM Studio',
    'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
    4_096,
    true,
  ],
  [
    'TGI',
    'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 1000 `max_new_tokens`',
    4_096,
    true,
  ],
  ['TGI', 'Input validation error: `inputs` must have less than 1024 tokens. Given: 2000', 1_024, true],
  [
    'LiteLLM',
    "litellm.ContextWindowExceededError: This model's maximum context length is 1,047,576 tokens. However, your messages resulted in 1,129,124 tokens.",
    1_047_576,
    true,
  ],
  ['Ollama', 'the input length exceeds the context length', undefined, true],
  ['ds4', 'Prompt tokens (9000) exceeds context size (8192)', 8192, true],
  ['oMLX', 'Prompt too long: 41911 tokens exceeds max context window of 32768 tokens', 32768, true],
  ['GPT4All', 'The prompt size exceeds the context window size and cannot be processed.', undefined, true],
  ['llama-cpp-python', 'Requested tokens (9120) exceed context window of 2048', 2048, true],
  [
    'llama-cpp-python',
    "This model's maximum context length is 2048 tokens, however you requested 2300 tokens (300 in your prompt; 2000 for the completion). Please reduce your prompt; or completion length.",
    2048,
    false,
  ],
  ['Ollama', 'prompt too long; exceeded max context length by 904 tokens', undefined, true],
  ['Ollama', 'input length exceeds maximum context length', undefined, true],
  [
    'SGLang',
    'Input length (9000 tokens) exceeds the maximum allowed length (8186 tokens). Use a shorter input or enable --allow-auto-truncate.',
    8186,
    true,
  ],
  [
    'TensorRT-LLM',
    'Prompt length (9000) exceeds maximum input length (8191). Set log level to info and check TRTGptModel logs for how maximum input length is set',
    8191,
    true,
  ],
  [
    'TensorRT-LLM',
    'The sum of prompt length (100.0), query length (0) max_tokens (9000) should not exceed max_num_tokens (8192)',
    8192,
    false,
  ],
  ['NIM', "Input is too long: sequence of 9000 tokens, but the engine's max_seq_len is 8192", 8192, true],
  [
    'LM Studio',
    'The number of tokens to keep from the initial prompt is greater than the context length. Try to load the model with a larger context length, or provide a shorter input',
    undefined,
    true,
  ],
  ['LiteLLM', 'ContextWindowExceededError: prompt is too large. model=m, max_input_tokens=8191, got=9000', 8191, true],
  [
    'TGI',
    'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 1300 `inputs` tokens and 1024 `max_new_tokens`',
    2048,
    false,
  ],
  [
    'SGLang',
    "Requested token count exceeds the model's maximum context length of 8192 tokens. You requested a total of 9000 tokens: 8800 tokens from the input messages and 200 tokens for the completion.",
    8192,
    true,
  ],
  ['MLX', 'Prompt length 9000 exceeds context window 8192', 8192, true],
  [
    'vLLM',
    "This model's maximum context length is 8192 tokens. However, you requested 1000 output tokens and your prompt contains at least 7193 input tokens, for a total of at least 8193 tokens. Please reduce the length of the input prompt or the number of requested output tokens. (parameter=input_tokens, value=7193)",
    8192,
    false,
  ],
  [
    'vLLM',
    "This model's maximum context length is 8192 tokens. However, your request has 9100 input tokens. Please reduce the length of the input messages. (parameter=input_tokens, value=9100)",
    8192,
    true,
  ],
  ['vLLM', 'max_tokens must be at least 1, got -20.', undefined, true],
  [
    'TensorRT',
    'default_max_tokens (-100) should be greater than 0, default_max_tokens (-100) = max_seq_len (8192) - splited_prompt_len (8292) - query_token_len (0)',
    8_192,
    true,
  ],
  ['TabbyAPI', 'Prompt length 9000 is greater than max_seq_len 8192', 8_192, true],
  ['vLLM', 'The engine prompt length 4200 exceeds the max_model_len 4096. Please reduce prompt.', 4_096, true],
  ['llama.cpp', 'input is too large to process. increase the physical batch size', undefined, true],
];

describe('a refusal because of length', () => {
  it.each(FORMS)('by %s is read: %s', (_, message, window, isPrompt) => {
    expect(isTooLong(message.toLowerCase())).toBe(true);
    expect(lengthProblemIn(message, { prompt: 5_000, maxTokens: 500 })).toMatchObject({ isPrompt, window });
  });
});
