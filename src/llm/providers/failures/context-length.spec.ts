import { describe, expect, it } from '@jest/globals';
import { isTooLong, lengthProblemIn } from './context-length.js';

/** Who says it, the words, the window that they name, and whether they blame the prompt. */
const FORMS: [who: string, message: string, window: number | undefined, isPrompt: boolean][] = [
  [
    'OpenAI',
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 8545 tokens. Please reduce the length of the messages.",
    8_192,
    true,
  ],
  [
    'OpenAI',
    "This model's maximum context length is 4097 tokens, however you requested 4569 tokens (3545 in your prompt; 1024 for the completion). Please reduce your prompt; or completion length.",
    4_097,
    false,
  ],
  [
    'Azure',
    'Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300000 tokens. Please reduce the length of the messages.',
    272_000,
    true,
  ],
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
    'Gemini',
    'The input token count (2845475) exceeds the maximum number of tokens allowed (1048576).',
    1_048_576,
    true,
  ],
  ['Gemini', 'The input token count exceeds the maximum number of tokens allowed (1048576).', 1_048_576, true],
  ['xAI', "This model's maximum prompt length is 131072 but the request contains 136973 tokens.", 131_072, true],
  [
    'TGI',
    'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 1000 `max_new_tokens`',
    4_096,
    true,
  ],
  ['TGI', 'Input validation error: `inputs` must have less than 1024 tokens. Given: 2000', 1_024, true],
  [
    'Together',
    'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 12 `inputs` tokens and 9000 `max_new_tokens`',
    8_193,
    false,
  ],
  ['Bedrock', 'Input is too long for requested model.', undefined, true],
  ['Bedrock', 'Too many input tokens. Max input tokens: 8192, request input token count: 9279', 8_192, true],
  [
    'LiteLLM',
    "litellm.ContextWindowExceededError: This model's maximum context length is 1,047,576 tokens. However, your messages resulted in 1,129,124 tokens.",
    1_047_576,
    true,
  ],
  ['Anthropic', 'prompt is too long: 200251 tokens > 200000 maximum', 200_000, true],
  [
    'Anthropic',
    'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again',
    200_000,
    false,
  ],
  ['Anthropic', 'max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens', undefined, false],
  [
    'Mistral',
    'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
    32_768,
    true,
  ],
  [
    'Cerebras',
    'Please reduce the length of the messages or completion. Current length is 9000 while limit is 8192',
    8_192,
    true,
  ],
  ['Moonshot', 'Invalid request: Your request exceeded model token limit: 131072 (requested: 140000)', 131_072, true],
  ['Ollama', 'the input length exceeds the context length', undefined, true],
  ['Groq', 'Please reduce the length of the messages or completion.', undefined, true],
  [
    'Groq',
    '`max_tokens` must be less than or equal to `8192`, the maximum value for `max_tokens` is less than the context window for this model',
    undefined,
    false,
  ],
  [
    'OpenAI',
    'max_tokens is too large: 20000. This model supports at most 16384 completion tokens, whereas you provided 20000.',
    undefined,
    false,
  ],
  ['DeepSeek', 'Invalid max_tokens value, the valid range of max_tokens is [1, 8192]', undefined, false],
  ['Qwen', 'Range of input length should be [1, 30720]', 30_720, true],
];

describe('a refusal because of length', () => {
  it.each(FORMS)('by %s is read: %s', (_, message, window, isPrompt) => {
    expect(isTooLong(message.toLowerCase())).toBe(true);
    expect(lengthProblemIn(message, { prompt: 5_000, maxTokens: 500 })).toMatchObject({ isPrompt, window });
  });

  it.each<[maxTokens: number, prompt: number, isPrompt: boolean]>([
    [20_000, 10, false],
    [500, 100_000, true],
    [100, 8_000, true],
  ])(
    'that names the window alone blames what was larger: %d tokens of answer, %d of prompt',
    (maxTokens, prompt, isPrompt) => {
      const message = "This model's maximum context length is 8192 tokens.";
      expect(lengthProblemIn(message, { prompt, maxTokens })).toEqual({ isPrompt, window: 8_192 });
    },
  );

  it.each([
    'Unsupported parameter: max_tokens is not supported with this model. Use max_completion_tokens instead.',
    'Invalid value for temperature',
    'Filtered',
    'no endpoints found that support tool use',
    'Bad top_k',
  ])('is told from %s', (message) => {
    expect(isTooLong(message.toLowerCase())).toBe(false);
  });

  it('is looked for in a long text without delay', () => {
    const texts = ['max_tokens ', 'exceeds the ', 'context length ', '9'.repeat(20), 'tokens > ', '(', 'input '].map(
      (part) => part.repeat(4_096 / part.length),
    );
    const startedAt = performance.now();
    for (const text of texts) if (isTooLong(text)) lengthProblemIn(text, { prompt: 1, maxTokens: 1 });
    expect(performance.now() - startedAt).toBeLessThan(50);
  });
});
