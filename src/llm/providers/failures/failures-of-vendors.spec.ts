import { describe, expect, it } from 'vitest';
import type { FailureClass } from './provider-failure.js';
import { readFailure } from './failure-reader.js';
import { error } from '../../../../test/support/error-body.js';

/** Status, body and meaning of an error, as the servers of this name send it. */
const VENDORS: Record<string, [status: number, body: unknown, failureClass: FailureClass][]> = {
  'Hugging Face and Copilot': [
    [
      400,
      error({
        code: 'model_not_supported',
        message: "The requested model 'x' is not supported by any provider you have enabled.",
      }),
      'rejected_key',
    ],
    [
      400,
      error({ message: "The requested model 'x' is not supported by any provider you have enabled." }),
      'rejected_key',
    ],
    [400, error({ message: 'The requested model is not supported.' }), 'rejected_key'],
    [404, { error: 'Model not supported by provider x' }, 'rejected_key'],
    [402, { error: 'You have exceeded your monthly included credits for Inference Providers.' }, 'no_credit'],
  ],
  Bedrock: [
    [403, { message: "You don't have access to the model with the specified model ID." }, 'rejected_key'],
    [400, { message: 'The provided model identifier is invalid.' }, 'rejected_key'],
    [
      400,
      {
        message:
          'Invocation of model ID x with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile.',
      },
      'rejected_key',
    ],
    [404, { message: 'This model version has reached the end of its life.' }, 'rejected_key'],
    [403, { message: 'Model access is denied due to IAM user or service role is not authorized' }, 'rejected_key'],
    [429, { message: 'Too many tokens per day, please wait before trying again.' }, 'rate_limited'],
  ],
  'Volcano Engine': [
    [
      404,
      error({ code: 'ModelNotOpen', message: 'Your account 21 has not activated the model x.', type: 'NotFound' }),
      'rejected_key',
    ],
    [
      404,
      error({
        code: 'InvalidEndpointOrModel.NotFound',
        message: 'The model or endpoint x does not exist or you do not have access to it.',
      }),
      'rejected_key',
    ],
    [
      403,
      error({
        code: 'AccountOverdueError',
        message: 'The request failed because your account has an overdue balance.',
      }),
      'no_credit',
    ],
    [
      429,
      error({
        code: 'SetLimitExceeded',
        message: 'Your account [21] has reached the set inference limit for the [x] model.',
      }),
      'no_credit',
    ],
    [
      429,
      error({ code: 'ServerOverloaded', message: 'The service is currently unable to process additional requests' }),
      'rate_limited',
    ],
    [
      400,
      error({
        code: 'InvalidParameter',
        param: '',
        message: 'Total tokens of image and text exceed max message tokens. Request id: 02',
      }),
      'context_length',
    ],
    [
      400,
      error({
        code: 'SensitiveContentDetected',
        message: 'The request failed because the input text may contain sensitive information.',
      }),
      'refused',
    ],
  ],
  Groq: [
    [
      400,
      error({
        code: 'blocked_api_access',
        message: 'Your organization has reached its configured spend limit. Adjust in settings',
      }),
      'no_credit',
    ],
    [
      400,
      error({
        code: 'organization_restricted',
        message: 'Organization has been restricted. Please reach out to support.',
      }),
      'rejected_key',
    ],
    [
      403,
      error({ code: 'model_permission_blocked_org', message: 'The model `x` is blocked at the organization level.' }),
      'rejected_key',
    ],
    [400, error({ code: 'model_terms_required', message: 'The model `x` requires terms acceptance.' }), 'rejected_key'],
    [498, error({ message: 'Flex tier capacity exceeded' }), 'unavailable'],
    [
      400,
      error({ code: 'tool_use_failed', message: 'Failed to call a function. Please adjust your prompt.' }),
      'refused',
    ],
  ],
  SiliconFlow: [
    [403, { code: 30001, message: 'Sorry, your account balance is insufficient', data: null }, 'no_credit'],
    [403, { code: 30003, message: 'Model disabled.', data: null }, 'rejected_key'],
    [400, { code: 20012, message: 'Model does not exist. Please check it carefully.', data: null }, 'rejected_key'],
    [401, 'Invalid token', 'rejected_key'],
    [429, { message: 'Request was rejected due to rate limiting. Details: TPM limit reached.' }, 'rate_limited'],
  ],
  MiniMax: [
    [
      200,
      { id: 'x', choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
      'no_credit',
    ],
    [
      200,
      { base_resp: { status_code: 1004, status_msg: 'login fail: Please carry the API secret key' } },
      'rejected_key',
    ],
    [200, { base_resp: { status_code: 1002, status_msg: 'rate limit exceeded(RPM)' }, choices: null }, 'rate_limited'],
    [200, { base_resp: { status_code: 1039, status_msg: 'token limit' }, choices: [] }, 'rate_limited'],
    [200, { base_resp: { status_code: 1000, status_msg: 'unknown error' } }, 'server_error'],
    [200, { base_resp: { status_code: 1027, status_msg: 'output new_sensitive' } }, 'refused'],
    [
      200,
      { base_resp: { status_code: 2013, status_msg: 'invalid params, context window exceeds limit' } },
      'context_length',
    ],
    [200, { base_resp: { status_code: 4711, status_msg: 'insufficient balance' } }, 'no_credit'],
  ],
  'OpenRouter, of an account that could pay for less': [
    [402, notAfforded('You requested up to 65536 tokens, but can only afford 10114'), 'max_tokens'],
    [402, notAfforded('You requested up to 1024 tokens, but can only afford 312'), 'no_credit'],
    [402, error({ message: 'Prompt tokens limit exceeded: 25000 > 12000. To increase, visit' }), 'context_length'],
    [402, error({ message: 'Insufficient credits. Add more using https://openrouter.ai/credits' }), 'no_credit'],
  ],
  'others that answer 200': [
    [200, { error_code: 18, error_msg: 'Open api qps request limit reached' }, 'rate_limited'],
    [200, { success: false, errors: [{ code: 10000, message: 'Authentication error' }], result: null }, 'rejected_key'],
    [200, { code: 500, msg: 'internal error', success: false }, 'server_error'],
    [200, { status: 'error', message: 'Rate limit exceeded, please slow down' }, 'rate_limited'],
    [200, { detail: 'Internal Server Error' }, 'server_error'],
    [200, { id: 'sync-1', status: 'IN_QUEUE', delayTime: 1 }, 'malformed'],
    [200, { choices: [] }, 'malformed'],
  ],
  others: [
    [400, { code: 400, reason: 'INVALID_REQUEST_BODY', message: 'NOT_ENOUGH_BALANCE', metadata: {} }, 'no_credit'],
    [
      403,
      {
        errors: [
          { code: 'token_quota_reached', message: 'This request would exceed your monthly quota of 50000 tokens.' },
        ],
      },
      'no_credit',
    ],
    [
      429,
      { errors: [{ code: 4006, message: 'AiError: you have used up your daily free allocation of 10,000 neurons' }] },
      'rate_limited',
    ],
    [400, error({ code: '1211', message: '模型不存在，请检查模型代码。' }), 'rejected_key'],
    [
      404,
      error({ message: 'Not found the model moonshot-x or Permission denied', type: 'resource_not_found_error' }),
      'rejected_key',
    ],
    [
      412,
      error({
        code: 'PRECONDITION_FAILED',
        message: 'Account x is suspended, possibly due to reaching the monthly spending limit',
      }),
      'no_credit',
    ],
    [400, { message: 'No such model @cf/x or task' }, 'rejected_key'],
  ],
};

function notAfforded(numbers: string): object {
  const message = `This request requires more credits, or fewer max_tokens. ${numbers}. To increase, visit`;
  return error({ message, code: 402 });
}

describe.each(Object.entries(VENDORS))('an error of %s', (_, rows) => {
  it.each(rows)('of status %d with %j is %s', (status, body, failureClass) => {
    expect(readFailure(status, {}, body).failureClass).toBe(failureClass);
  });
});
