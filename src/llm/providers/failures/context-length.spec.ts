import { describe, expect, it } from 'vitest';
import { busyMs } from '../../../../test/support/thread-time.js';
import { isTooLong, lengthProblemIn } from './context-length.js';

/** Who says it, the words, the window that they name, and whether they blame the prompt. */
const FORMS: [who: string, message: string, window: number | undefined, isPrompt: boolean][] = [
  ['other words', 'model main only takes 8192 tokens', 8192, true],
  ['other words', 'this server has an 8k context, request has 9000 tokens', 8000, true],
  ['other words', 'The input is too long. It has 9000 tokens while this deployment takes 8192.', 8192, true],
  ['other words', 'Sequence length 9000 is larger than 8192', 8192, true],
  ['other words', 'Your prompt needs 9,000 tokens but only 8,192 fit.', 8192, true],
  ['other words', 'Token limit of 8192 exceeded: 9000', 8192, true],
  ['other words', 'Context overflow: 9000/8192 tokens', 8192, true],
  ['other words', 'This model supports up to 8192 tokens of context; 9000 were sent.', 8192, true],
  ['other words', 'n_ctx=4096 is smaller than the number of prompt tokens (5000)', 4096, true],
  ['other words', 'prompt (9000 tokens) + max_tokens (500) > context window (8192)', 8192, true],
  ['other words', 'prompt (200 tokens) + max_tokens (9000) > context window (8192)', 8192, false],
  ['other words', 'The total number of tokens (9000) in the request is above the limit (8192).', 8192, true],
  ['other words', 'Too many tokens in request. Limit: 8192, requested: 9000', 8192, true],
  ['other words', 'Input of 9000 tokens does not fit in the context window of 8192 tokens', 8192, true],
  ['other words', 'maximum sequence length for this model is 8192, but the input has 9000', 8192, true],
  ['other words', 'Model context size is 8192 tokens, yet 9000 tokens were provided.', 8192, true],
  ['other words', 'We allow at most 8192 tokens per request, prompt and completion together', 8192, true],
  ['other words', '9000 tokens given, 8192 allowed', 8192, true],
  ['other words', 'messages exceed 8192 tokens', 8192, true],
  ['other words', 'This request would use 9000 tokens, over the 8192-token context window', 8192, true],
  ['other words', 'Prompt length of 9000 exceeds the max_input_tokens of 8192.', 8192, true],
  ['other words', 'input_tokens (9000) > max_position_embeddings (8192)', 8192, true],
  ['other words', 'Cannot process 9000 tokens: the window holds 8192', 8192, true],
  ['other words', 'The requested max_tokens 9000 is over the output limit 4096 of this model', undefined, false],
  ['other words', 'max_completion_tokens: must be <= 4096', undefined, false],
  ['other words', 'Output length limit is 4096 tokens, requested 9000', undefined, false],
  ['other words', 'Number of generated tokens may be 4096 at most', undefined, false],
  ['other words', 'max_new_tokens is 9000, but this endpoint generates only up to 2048 tokens', undefined, false],
  ['other words', 'The maximum number of output tokens for this model is 4096.', undefined, false],
  ['other words', 'context_length_exceeded', undefined, true],
  ['other words', 'Your conversation is too long for this model.', undefined, true],
  ['other words', 'Please shorten the conversation: 9000 tokens of 8192 used', 8192, true],
  ['other words', 'Exceeded maximum context of 8k tokens', 8000, true],
  ['other words', 'Request contains 9000 input tokens; the maximum is 8192', 8192, true],
  ['other words', 'Error: prompt is 9000 tokens long. Maximum supported: 8192.', 8192, true],
  ['other words', "the model's window (8192) is exceeded by the messages (9000)", 8192, true],
  [
    'other words',
    'requested context of 9000 tokens is not available, the server was started with --ctx-size 8192',
    8192,
    true,
  ],
  ['other words', '{"error":"prompt_too_long","limit":8192,"actual":9000}', 8192, true],
  ['other words', 'tokens: 9000, max: 8192', 8192, true],
  ['other words', "This model's maximum context length is 8,192 tokens, but your messages have 9,000.", 8192, true],
  ['other words', 'Prompt token count (9000) must be less than 8192', 8192, true],
  ['other words', 'The engine accepts sequences no longer than 8192 tokens, received 9000', 8192, true],
  ['other words', 'input is longer than 8192 tokens', 8192, true],
  ['other words', 'A maximum of 8192 tokens is supported, and your prompt has 9000.', 8192, true],
  [
    'other words',
    "You requested 9600 tokens (600 in the messages, 9000 in the completion), the model's maximum is 8192.",
    8192,
    false,
  ],
  ['other words', 'context (9000) larger than window (8192)', 8192, true],
  ['other words', 'Context length exceeded: 9000 tokens (max 8192)', 8192, true],
  [
    'other words',
    'The message you submitted was too long, please reload the conversation and submit something shorter.',
    undefined,
    true,
  ],
  ['other words', 'Prompt exceeds max length', undefined, true],
  ['other words', 'maximum allowed tokens: 8192, your tokens: 9000', 8192, true],
  ['other words', 'Got 9000 tokens but the model can handle 8192', 8192, true],
  ['other words', 'tokens in prompt + max_tokens = 9500 which is bigger than 8192 (context length)', 8192, true],
  ['other words', 'Context size: 8192. Prompt: 9000.', 8192, true],
  ['other words', 'You have exceeded the context limit by 808 tokens', undefined, true],
  [
    'other words',
    'the prompt (9000 tokens) plus the answer (500 tokens) need more than the 8192 tokens of this model',
    8192,
    true,
  ],
  [
    'other words',
    'Requested generation length 20000 is not possible! The provided prompt is 50 tokens long, so generating 20000 tokens requires a sequence length of 20050, but the maximum supported sequence length is just 4096!',
    4096,
    false,
  ],
  ['another', 'max_completion_tokens must be positive, got: -512', undefined, true],
  ['another', "'max_tokens' = -37 is invalid: must be greater than 0", undefined, true],
  ['pydantic', 'body.max_tokens: Input should be less than or equal to 2048', undefined, false],
  ['other words', 'The requested max_output_tokens 20000 is over the limit of 8192', undefined, false],
  ['other words', 'maxOutputTokens must be between 1 and 8192', undefined, false],
  ['other words', 'Requested output of 9000 tokens exceeds the model output limit of 4096 tokens', undefined, false],
  ['other words', 'completion length 9000 > maximum completion length 4096', undefined, false],
];

describe('a refusal because of length', () => {
  it.each(FORMS)('by %s is read: %s', (_, message, window, isPrompt) => {
    expect(isTooLong(message.toLowerCase())).toBe(true);
    expect(lengthProblemIn(message, { prompt: 5_000, maxTokens: 500 })).toMatchObject({ isPrompt, window });
  });

  it.each<[message: string, limit: number]>([
    ['max_tokens: 1024 > 100, which is the maximum allowed number of output tokens for x', 100],
    ['max_tokens is too large: 100000. This model supports at most 16384 completion tokens', 16_384],
    ['Invalid max_tokens value, the valid range of max_tokens is [1, 8192]', 8_192],
    ['Range of max_tokens should be [1, 8192]', 8_192],
    ['`max_tokens` must be less than or equal to `8192`, the maximum value for `max_tokens`', 8_192],
    ['body.max_tokens: Input should be less than or equal to 2048', 2_048],
    ['The requested max_output_tokens 20000 is over the limit of 8192', 8_192],
    [
      'Unable to submit request because it has a maxOutputTokens value of 100000 but the supported range is from 1 (inclusive) to 65537 (exclusive).',
      65_536,
    ],
    [
      'The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum tokens value that is lower than 4096.',
      4_096,
    ],
  ])('names the most tokens of an answer: %s', (message, answerLimit) => {
    expect(isTooLong(message.toLowerCase())).toBe(true);
    const problem = lengthProblemIn(message, { prompt: 50, maxTokens: 100_000 });
    expect(problem).toMatchObject({ isPrompt: false, window: undefined, answerLimit });
  });

  it.each<[maxTokens: number, prompt: number, isPrompt: boolean]>([
    [20_000, 10, false],
    [500, 100_000, true],
    [100, 8_000, true],
  ])(
    'that names the window alone blames what was larger: %d tokens of answer, %d of prompt',
    (maxTokens, prompt, isPrompt) => {
      const message = "This model's maximum context length is 8192 tokens.";
      expect(lengthProblemIn(message, { prompt, maxTokens })).toMatchObject({ isPrompt, window: 8_192 });
    },
  );

  it.each([
    'Filtered',
    'no endpoints found that support tool use',
    'Bad top_k',
    'Invalid value for temperature',
    'Unsupported parameter: max_tokens is not supported with this model. Use max_completion_tokens instead.',
    'Invalid value for temperature: must be at most 2',
    'max_tokens must be at least 1, got 0',
    "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 1 instead.",
    'max_tokens must be greater than thinking.budget_tokens',
    'logit_bias supports at most 300 tokens',
    'Rate limit reached: 8000 tokens per minute (TPM): limit 6000, requested 8000',
    'image exceeds 5 MB maximum: 7340032 bytes > 5242880 bytes',
    "Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array with length 200 instead.",
    "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length 5 instead.",
    'top_logprobs must be at most 20',
    'messages: at most 100 items are allowed, got 250',
    'The model llama-3.1-8b-8192 does not exist',
    "Invalid schema for response_format 'x': at most 5000 properties are allowed",
    'API key expired 2024-10-21',
    'Function name must be at most 64 characters',
    'seed must be at most 9223372036854775807',
    'Your account has only 500 credits left',
    'The response was filtered due to the prompt triggering policy 1234',
    'image dimensions exceed 8000 pixels',
    'Too many images: maximum 100 images in a prompt',
    'metadata must have at most 16 entries of 512 characters in a prompt request',
    "Invalid value for 'dimensions': maximum 1536 for this model, prompt embeddings",
    'tools[0].function.description: at most 1024 characters',
    'Your prompt was flagged as unsafe (category 4102)',
    'Error code: 400 - invalid role in messages',
    'response_format json_schema exceeds 100 nested levels',
    'This model does not support image input',
    'The value of presence_penalty must be between -2 and 2',
    'temperature range is [0, 2]',
    'the file is over 25 MB',
    'number of stop sequences exceeds limit of 4',
    'user must be at most 256 characters long',
    'prediction is not supported',
    'Unable to parse request body at line 1 column 2048',
    'model gpt-4-0613 was retired on 2025-06-13',
    'tool_call_id is too long: maximum 40 characters',
    'The request timed out after 60000 ms',
    "Invalid parameter: messages with role 'tool' must follow tool_calls",
    'Account limit reached: 100 concurrent requests',
    'Unsupported value: reasoning_effort must be one of low, medium, high',
    "Invalid 'messages[0].content': string too long. Expected a string with maximum length 1048576, but got a string with length 2000000 instead.",
    "Invalid 'input': maximum 2048 items in the array",
    'Your organization has reached its limit of 500 requests',
    'You have exceeded 3000 requests',
    'invalid image: context of the prompt must be at most 1024x1024',
    'Model is overloaded. Please retry your prompt in 2000 ms',
    'reasoning.max_tokens must be at least 1024',
    'Invalid prompt: your prompt was flagged (request 20251128)',
    'Request 4711 failed: prompt template error at line 8192',
    "max_tokens must be an integer, got '4096'",
    'n must be at most 128, got 500',
    'This model does not support more than 8 images per prompt',
    'too many tools in prompt: 300 > 128',
  ])('is told from %s', (message) => {
    expect(isTooLong(message.toLowerCase())).toBe(false);
  });

  it('is looked for in a long text without delay', async () => {
    const texts = [
      'max_tokens ',
      'exceeds the ',
      'context length ',
      '9'.repeat(20),
      'tokens > ',
      '(',
      'input ',
      '9000 ',
      '1,000,',
      'a-',
      'a1/',
      'of 9 > ',
    ].map((part) => part.repeat(4_096 / part.length));
    const lookInAll = () => {
      for (const text of texts) if (isTooLong(text)) lengthProblemIn(text, { prompt: 1, maxTokens: 1 });
    };
    expect(await busyMs(lookInAll, 50)).toBeLessThan(50);
  });
});
