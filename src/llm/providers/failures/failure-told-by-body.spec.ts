import { describe, expect, it } from 'vitest';
import type { FailureClass } from './provider-failure.js';
import { readFailure } from './failure-reader.js';
import { error } from '../../../../test/support/error-body.js';

describe('a 4xx that is the provider’s own, told by its body', () => {
  it.each<[who: string, status: number, body: unknown, failureClass: FailureClass]>([
    [
      'Anthropic',
      400,
      error({
        type: 'invalid_request_error',
        message: 'Your credit balance is too low to access the API. Please go to Plans & Billing.',
      }),
      'no_credit',
    ],
    [
      'OpenAI',
      429,
      error({
        type: 'insufficient_quota',
        code: 'insufficient_quota',
        message: 'You exceeded your current quota, please check your plan and billing details.',
      }),
      'no_credit',
    ],
    [
      'OpenAI',
      400,
      error({ code: 'billing_hard_limit_reached', message: 'Billing hard limit has been reached' }),
      'no_credit',
    ],
    [
      'DeepSeek',
      402,
      error({ message: 'Insufficient Balance', type: 'unknown_error', code: 'invalid_request_error' }),
      'no_credit',
    ],
    [
      'OpenRouter',
      402,
      error({ message: 'This request requires more credits, or fewer max_tokens.', code: 402 }),
      'no_credit',
    ],
    [
      'xAI',
      403,
      { code: 'The caller does not have permission', error: "Your newly created team doesn't have any credits yet." },
      'no_credit',
    ],
    [
      'Moonshot',
      429,
      error({ type: 'exceeded_current_quota_error', message: 'Your account is suspended, please check your plan' }),
      'no_credit',
    ],
    [
      'Alibaba',
      400,
      { code: 'Arrearage', message: 'Access denied, please make sure your account is in good standing.' },
      'no_credit',
    ],
    ['a plain text', 402, 'Payment Required', 'no_credit'],
    [
      'Gemini',
      429,
      [
        {
          error: {
            code: 429,
            status: 'RESOURCE_EXHAUSTED',
            message:
              'You exceeded your current quota, please check your plan and billing details. Please retry in 36.8s.',
          },
        },
      ],
      'rate_limited',
    ],
    [
      'Groq',
      400,
      error({
        code: 'model_decommissioned',
        message: 'The model `llama3-70b-8192` has been decommissioned and is no longer supported.',
      }),
      'rejected_key',
    ],
    ['DeepSeek', 400, error({ message: 'Model Not Exist', type: 'invalid_request_error' }), 'rejected_key'],
    ['OpenRouter', 400, error({ message: 'acme/model-1 is not a valid model ID', code: 400 }), 'rejected_key'],
    [
      'Ollama',
      404,
      error({ message: 'model "llama9" not found, try pulling it first', type: 'api_error' }),
      'rejected_key',
    ],
    [
      'Azure',
      404,
      error({ code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' }),
      'rejected_key',
    ],
    [
      'Mistral',
      400,
      { object: 'error', message: 'Invalid model: mistral-huge', type: 'invalid_model', code: '1500' },
      'rejected_key',
    ],
    [
      'Gemini',
      400,
      [
        {
          error: { code: 400, status: 'INVALID_ARGUMENT', message: 'API key not valid. Please pass a valid API key.' },
        },
      ],
      'rejected_key',
    ],
    [
      'xAI',
      400,
      { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xai***' },
      'rejected_key',
    ],
    [
      'Groq',
      413,
      error({
        type: 'tokens',
        code: 'rate_limit_exceeded',
        message:
          'Request too large for model on tokens per minute (TPM): Limit 6000, Requested 9000, please reduce your message size.',
      }),
      'refused',
    ],
    [
      'OpenAI',
      429,
      error({
        type: 'tokens',
        code: 'rate_limit_exceeded',
        message: 'Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 40000.',
      }),
      'refused',
    ],
    [
      'Azure',
      400,
      error({
        code: 'content_filter',
        message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      }),
      'refused',
    ],
    [
      'OpenRouter',
      403,
      error({ message: 'Your input was flagged: "api key"', code: 403, metadata: { reasons: ['violence'] } }),
      'refused',
    ],
    ['OpenRouter', 404, error({ message: 'No endpoints found that support tool use.', code: 404 }), 'refused'],
    ['OpenRouter', 404, error({ message: 'No endpoints found matching your data policy', code: 404 }), 'refused'],
    [
      'llama.cpp',
      400,
      error({
        code: 400,
        type: 'exceed_context_size_error',
        message: 'the request exceeds the available context size',
        n_ctx: 4096,
      }),
      'context_length',
    ],
    ['Cloudflare', 403, '<!DOCTYPE html><html><head><title>Just a moment... API key</title></head></html>', 'blocked'],
    ['an empty page', 404, '<html></html>', 'blocked'],
    ['another', 403, error({ message: 'This request violates our usage policies' }), 'refused'],
    ['a stream without a status', 200, error({ message: 'Your credit balance is too low' }), 'no_credit'],
    ['another', 400, error({ message: 'Your account has run out of balance, please recharge' }), 'no_credit'],
    ['another', 403, error({ message: 'Account balance is negative. Please add funds to continue.' }), 'no_credit'],
    ['another', 400, { msg: 'Prepaid credits have been used up' }, 'no_credit'],
    ['FastAPI', 405, { detail: 'Method Not Allowed' }, 'blocked'],
    [
      'a stream without a status',
      200,
      error({ message: "This model's maximum context length is 8192 tokens." }),
      'context_length',
    ],
    ['a stream without a status', 200, error({ message: 'it broke' }), 'unavailable'],
    ['nginx', 413, '<html><title>413 Request Entity Too Large</title></html>', 'refused'],
    ['a limit of a field', 400, error({ param: 'user', message: 'The input is too long' }), 'refused'],
  ])('of %s, status %d with %j, is %s', (_, status, body, failureClass) => {
    expect(readFailure(status, {}, body).failureClass).toBe(failureClass);
  });

  it.each<[status: number, message: string]>([
    [400, "Invalid value: 'your credit balance is too low'. Supported values are: 'auto'."],
    [400, "[{'type': 'string_type', 'msg': 'Input should be a valid string', 'input': 'invalid api key'}]"],
    [422, 'Invalid role "the model x does not exist"'],
    [400, 'The model `x` is not supported with `parallel_tool_calls`'],
    [400, 'Filtered: "billing"'],
    [400, 'Invalid value: "the requested model is not supported"'],
    [400, 'Unknown field "x: invalid model name"'],
    [400, 'The model does not support tool use'],
    [404, 'No endpoints found that support the parameters of the requested model'],
    [404, 'The model `x` does not support image input'],
  ])('is not what a caller makes the provider repeat: %d %s', (status, message) => {
    expect(readFailure(status, {}, error({ message })).failureClass).toBe('refused');
  });
});
