import { describe, expect, it } from 'vitest';
import { busyMs } from '../../../../test/support/thread-time.js';
import type { FailureClass } from './provider-failure.js';
import { errorIn } from './error-body.js';
import { readFailure } from './failure-reader.js';

const error = (more: object) => ({ error: { message: 'x', ...more } });
const tokenQuota = {
  message: 'Tokens per minute limit exceeded - too many tokens processed.',
  type: 'too_many_tokens_error',
  param: 'quota',
  code: 'token_quota_exceeded',
};
const vllmTooLong = "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens";
const vllmTooLongToo = 'The decoder prompt (length 9000) is longer than the maximum model length of 8192.';

describe('what a failure means', () => {
  it('is read where an error has it in place of the name of a parameter', () => {
    const param = 'max_tokens is too large: 9000. This model supports at most 4096 completion tokens';
    const failure = readFailure(400, {}, error({ message: 'Param Incorrect', param, code: '400' }));
    expect([failure.failureClass, failure.facts.upstream?.param]).toEqual(['context_length', null]);
    expect(failure.message).toContain(param);
  });

  it.each<[status: number, body: unknown, failureClass: FailureClass, meant: number]>([
    [401, undefined, 'rejected_key', 401],
    [402, error({}), 'no_credit', 402],
    [403, error({}), 'blocked', 403],
    [404, error({ code: 'model_not_found' }), 'rejected_key', 404],
    [408, '', 'unavailable', 408],
    [409, '', 'unavailable', 409],
    [429, tokenQuota, 'rate_limited', 429],
    [500, '<html>', 'server_error', 500],
    [503, null, 'unavailable', 503],
    [599, null, 'server_error', 599],
    [400, error({ code: 'content_filter' }), 'refused', 400],
    [413, error({}), 'refused', 413],
    [422, { detail: 'x' }, 'refused', 422],
    [302, 'moved', 'unavailable', 302],
  ])('of status %d with %j is %s', (status, body, failureClass, meant) => {
    const failure = readFailure(status, {}, body);
    expect(failure.failureClass).toBe(failureClass);
    expect(failure.facts.status).toBe(meant);
  });

  it('that is a redirect says where it leads, without a query', () => {
    const { facts } = readFailure(
      301,
      { location: 'https://llm.example/v1/chat/completions?token=x' },
      '<html>moved</html>',
    );
    expect(facts).toMatchObject({
      status: 301,
      upstream: { message: 'A redirect to https://llm.example/v1/chat/completions' },
    });
  });

  it.each<[body: unknown, failureClass: FailureClass, meant: number]>([
    [error({ code: 429 }), 'rate_limited', 429],
    [error({ code: '500' }), 'server_error', 500],
    [error({ code: 'overloaded', status: 503 }), 'unavailable', 503],
    [{ error: 'no such model', code: 404 }, 'rejected_key', 404],
    [{ error: 'text', code: 404 }, 'blocked', 404],
    [{ object: 'error', message: 'x', type: 'NotFoundError', code: 404 }, 'rejected_key', 404],
    [JSON.stringify({ object: 'error', message: 'x', code: 400 }), 'refused', 400],
    [JSON.stringify(error({ code: 503 })), 'unavailable', 503],
    [{ error: JSON.stringify({ message: 'x', code: 401 }) }, 'rejected_key', 401],
    [tokenQuota, 'rate_limited', 429],
    [error({ type: 'rate_limit_error' }), 'rate_limited', 429],
    [error({ code: 'invalid_api_key' }), 'rejected_key', 401],
    [error({ type: 'invalid_request_error' }), 'refused', 400],
    [error({ type: 'invalid_request_error', code: 'context_length_exceeded' }), 'context_length', 400],
    [error({ code: 'model_not_found', type: 'not_found_error' }), 'rejected_key', 404],
    [error({ code: 200 }), 'unavailable', 502],
    [error({}), 'unavailable', 502],
    [{ error: 'no workers available' }, 'unavailable', 502],
    ['half a docu', 'malformed', 200],
    [{ choices: [] }, 'malformed', 200],
  ])('of status 200 with %j is %s', (body, failureClass, meant) => {
    const failure = readFailure(200, {}, body);
    expect(failure.failureClass).toBe(failureClass);
    expect(failure.facts.status).toBe(meant);
  });

  it.each<[status: number, body: unknown]>([
    [401, '<html><body>Sign in</body></html>'],
    [403, '\n<!DOCTYPE html><title>Attention Required! | Cloudflare</title>'],
    [403, 'error code: 1020'],
    [403, 'Forbidden'],
    [403, ''],
    [403, { message: 'Forbidden' }],
    [404, '<html>Not Found</html>'],
    [406, '<head><title>Not Acceptable!</title></head>'],
    [400, '<html>400 Bad Request</html>'],
    [429, '<html>One more step</html>'],
    [429, 'error code: 1015'],
    [200, '<html>Checking your browser</html>'],
  ])('of status %d with %j is that of a firewall, or of the content, and not of our key', (status, body) => {
    const { failureClass, facts } = readFailure(status, { 'retry-after': '3600' }, body);
    expect([failureClass, facts.retryAfterMs]).toEqual(['blocked', undefined]);
  });

  it.each<[status: number, body: unknown]>([
    [401, ''],
    [401, 'Unauthorized'],
    [401, { detail: 'Invalid API key' }],
    [403, { detail: 'The API key has no permission' }],
    [404, '404 page not found'],
    [404, { detail: 'Not Found' }],
    [404, error({ message: 'The model `x` does not exist.' })],
  ])('of status %d with %j is that of our key or model', (status, body) => {
    expect(readFailure(status, {}, body).failureClass).toBe('rejected_key');
  });

  it('of a prompt that is too long differs from all other errors', () => {
    for (const message of [vllmTooLong, vllmTooLongToo]) {
      expect(readFailure(400, {}, error({ message })).failureClass).toBe('context_length');
    }
    // Whatever its status, a caller's own prompt must not open a breaker.
    expect(readFailure(500, {}, error({ message: vllmTooLong })).failureClass).toBe('context_length');
    expect(readFailure(500, {}, error({ message: 'context deadline exceeded' })).failureClass).toBe('server_error');
    expect(readFailure(503, {}, error({ message: vllmTooLong })).failureClass).toBe('unavailable');
    expect(readFailure(401, {}, error({ message: vllmTooLong })).failureClass).toBe('rejected_key');
  });

  it('of no workers means to wait, whatever the status is', () => {
    for (const status of [200, 400, 429, 500]) {
      expect(readFailure(status, {}, { error: 'No workers available' }).failureClass).toBe('unavailable');
    }
  });
});

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

/** Status, body and meaning of an error, as the servers of this name send it. */
const SERVERS: Record<string, [status: number, body: unknown, failureClass: FailureClass][]> = {
  'llama.cpp and Ollama': [
    [500, error({ code: 500, message: 'context size has been exceeded.', type: 'server_error' }), 'context_length'],
    [500, error({ code: 500, message: 'Context size has been exceeded.' }), 'context_length'],
    [500, error({ message: 'the input length exceeds the context length', type: 'api_error' }), 'context_length'],
    [500, error({ message: 'input is too large to process. increase the physical batch size' }), 'context_length'],
    [500, error({ message: 'llama runner process has terminated: CUDA error: out of memory' }), 'server_error'],
    [400, { error: 'Failed to load model "x". Error: insufficient system resources' }, 'unavailable'],
    [400, { error: 'No models loaded. Please load a model in the developer page.' }, 'unavailable'],
    [400, error({ message: 'model is not loaded yet, model loading in progress' }), 'unavailable'],
  ],
  Gemini: [
    [
      404,
      [
        error({
          ...{ code: 404, status: 'NOT_FOUND' },
          message:
            'models/gemini-1.5-flash is not found for API version v1main, or is not supported for generateContent. Call ListModels to see the list of available models.',
        }),
      ],
      'rejected_key',
    ],
    [400, [error({ code: 400, message: 'User location is not supported for the API use.' })], 'refused'],
    [400, [error({ code: 400, message: 'Please enable tokens for this project' })], 'refused'],
  ],
  OpenAI: [
    [403, error({ code: 'unsupported_country_region_territory', message: 'Country not supported' }), 'refused'],
    [
      403,
      error({ message: 'Your organization must be verified to use the model `o3`. Please go to:' }),
      'rejected_key',
    ],
    [
      404,
      error({
        param: 'model',
        message: 'This is not a chat model and thus not supported in the v1/chat/completions endpoint.',
      }),
      'rejected_key',
    ],
    [400, error({ param: 'stream', message: 'Your organization must be verified to stream this model.' }), 'refused'],
    [
      400,
      error({
        code: 'OperationNotSupported',
        message: 'The chatCompletion operation does not work with the specified model, x.',
      }),
      'rejected_key',
    ],
  ],
  LiteLLM: [
    [
      400,
      error({
        message:
          '/chat/completions: Invalid model name passed in model=foo. Call `/v1/models` to view available models for your key.',
      }),
      'rejected_key',
    ],
    [
      400,
      { detail: { error: '/chat/completions: Invalid model name passed in model=foo. Call `/v1/models`.' } },
      'rejected_key',
    ],
    [
      401,
      error({
        type: 'key_model_access_denied',
        message: 'key not allowed to access model. This key can only access models=[]',
      }),
      'rejected_key',
    ],
    [
      400,
      error({ type: 'budget_exceeded', message: 'Budget has been exceeded! Current cost: 10.2, Max budget: 10.0' }),
      'no_credit',
    ],
  ],
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

describe.each(Object.entries(SERVERS))('an error of %s', (_, rows) => {
  it.each(rows)('of status %d with %j is %s', (status, body, failureClass) => {
    expect(readFailure(status, {}, body).failureClass).toBe(failureClass);
  });
});

describe('an error of AWS, named by `__type` or by a header', () => {
  const name = 'com.amazon.coral.service#';

  it.each<[status: number, body: unknown, failureClass: FailureClass]>([
    [400, { __type: `${name}ThrottlingException`, message: 'Rate exceeded' }, 'rate_limited'],
    [
      429,
      { __type: 'ThrottlingException', message: 'Too many tokens, please wait before trying again.' },
      'rate_limited',
    ],
    [200, { __type: `${name}ThrottlingException`, Message: 'Rate exceeded' }, 'rate_limited'],
    [400, { __type: 'UnrecognizedClientException', message: 'The security token is invalid.' }, 'rejected_key'],
    [403, { __type: 'InvalidSignatureException', message: 'Signature expired: 2026' }, 'rejected_key'],
    [400, { __type: `${name}ExpiredTokenException`, message: 'The security token has expired' }, 'rejected_key'],
    [400, { __type: `${name}AccessDeniedException`, Message: 'User is not authorized' }, 'rejected_key'],
    [200, { __type: 'AccessDeniedException' }, 'rejected_key'],
    [500, { __type: 'InternalServerException', message: 'x' }, 'server_error'],
    [400, { __type: 'ServiceUnavailableException', message: 'x' }, 'unavailable'],
    [200, { __type: 'ServiceUnavailableException', message: 'x' }, 'unavailable'],
    [429, { __type: 'ModelNotReadyException', message: 'x' }, 'rate_limited'],
    [400, { __type: 'ValidationException', message: 'Input is too long for requested model.' }, 'context_length'],
    [400, { __type: 'ValidationException', message: '1 validation error detected' }, 'refused'],
    [200, { __type: 'ValidationException', message: '1 validation error detected' }, 'refused'],
    [400, { message: 'The provided model identifier is invalid.', __type: 'ValidationException' }, 'rejected_key'],
    [200, { errorMessage: 'Rate exceeded', errorType: 'ThrottlingException' }, 'rate_limited'],
  ])('%d with %j means %s', (status, body, failureClass) => {
    expect(readFailure(status, {}, body).failureClass).toBe(failureClass);
  });

  it.each<[body: unknown]>([[''], [{}], [{ message: 'Rate exceeded' }], [undefined]])(
    'in its header, beside %j',
    (body) => {
      const headers = { 'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/coral/' };
      const { failureClass, facts } = readFailure(400, headers, body);
      expect([failureClass, facts.upstream?.type]).toEqual(['rate_limited', 'ThrottlingException']);
    },
  );

  it('is the kind that callers see, and not its namespace', () => {
    const { facts } = readFailure(400, {}, { __type: `${name}ValidationException`, message: 'no' });
    expect(facts.upstream).toEqual({ message: 'no', type: 'ValidationException', code: null, param: null });
  });
});

describe('the reason of a refusal', () => {
  const key = `sk-${'a1'.repeat(12)}`;

  it.each<[body: unknown, reason: string]>([
    [
      error({
        message: {
          detail: [{ type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted' }],
        },
      }),
      'body.seed: Extra inputs are not permitted',
    ],
    [
      { object: 'error', message: JSON.stringify({ detail: [{ loc: ['body', 'x'], msg: 'no' }] }), type: 'e' },
      'body.x: no',
    ],
    [
      {
        detail: [
          { loc: ['body', 'a'], msg: 'one' },
          { loc: ['body', 'b'], msg: 'two' },
        ],
      },
      'body.a: one\nbody.b: two',
    ],
    [{ detail: 'No such role' }, 'No such role'],
    [{ detail: { error: { message: 'deep' } } }, 'deep'],
    [{ errors: [{ message: 'first' }, { message: 'second' }] }, 'first\nsecond'],
    [[{ error: { message: 'in a list', code: 400 } }], 'in a list'],
    [error({ message: JSON.stringify({ error: { message: 'text in a text' } }) }), 'text in a text'],
    [JSON.stringify(JSON.stringify({ error: 'twice' })), 'twice'],
    [
      error({ message: 'Provider returned error', metadata: { raw: '{"error":{"message":"the real one"}}' } }),
      'Provider returned error: the real one',
    ],
    ['<html><head><title>400 The plain HTTP request</title></head></html>', '400 The plain HTTP request'],
    ['Bad Request', 'Bad Request'],
    ['event: error\ndata: {"error":{"message":"in an event"}}\n\n', 'in an event'],
    [{ title: 'Bad thing', status: 400 }, 'Bad thing'],
    [error({ message: `Rejected for ${key}` }), 'Rejected for [redacted]'],
  ])('in %j is read, without secrets', (body, reason) => {
    expect(readFailure(400, {}, body).facts.upstream?.message).toBe(reason);
  });

  it('is read from hostile bodies without delay', async () => {
    let nested: unknown = 'x';
    for (let depth = 0; depth < 2_000; depth++) nested = { error: nested, detail: [nested] };
    const bodies = [
      nested,
      { detail: Array(100_000).fill({ msg: 'x' }) },
      '['.repeat(100_000),
      `<${' title'.repeat(50_000)}`,
    ];
    const readAll = () => {
      for (const body of bodies) readFailure(400, {}, body);
    };
    expect(await busyMs(readAll, 50)).toBeLessThan(50);
  });
});

describe('the moment to come back', () => {
  const retryAfter = (headers: Record<string, string>, status = 429) =>
    readFailure(status, headers, null).facts.retryAfterMs;

  it.each([
    ['2', 2_000],
    ['0.5', 500],
    ['0', 0],
    ['-3', 0],
    ['999999999', 3_600_000],
    ['soon', undefined],
  ])('of "%s" is in %s ms', (given, ms) => {
    expect(retryAfter({ 'retry-after': given })).toBe(ms);
  });

  it('may be a date, also one that is over', () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    expect(retryAfter({ 'retry-after': inAMinute })).toBeGreaterThan(55_000);
    expect(retryAfter({ 'retry-after': new Date(0).toUTCString() })).toBe(0);
  });

  it('is that of the quota that is used up, the later of both', () => {
    const headers = {
      'x-ratelimit-remaining-tokens-minute': '0',
      'x-ratelimit-reset-tokens-minute': '12.5',
      'x-ratelimit-remaining-requests-day': '7',
      'x-ratelimit-reset-requests-day': '40000',
    };
    expect(retryAfter(headers)).toBe(12_500);
    expect(retryAfter({ ...headers, 'x-ratelimit-remaining-requests-day': '0' })).toBe(3_600_000);
    expect(retryAfter({ ...headers, 'x-ratelimit-remaining-tokens-minute': '1' })).toBeUndefined();
  });

  it.each<[string, number | undefined]>([
    ['Please try again in 7m12.5s.', 432_500],
    ['Please retry in 36.8s.', 36_800],
    ['Please try again in 250ms', 250],
    ['Please try again in 1h2m', 3_600_000],
    ['Please try again later', undefined],
  ])('is read from the words "%s"', (message, ms) => {
    expect(readFailure(429, {}, error({ message: `Rate limit reached. ${message}` })).facts.retryAfterMs).toBe(ms);
  });

  it.each<[body: unknown, ms: number]>([
    [
      [
        error({
          ...{ code: 429, status: 'RESOURCE_EXHAUSTED' },
          message: 'You exceeded your current quota, please check your plan and billing details.',
          details: [
            { '@type': 'type.googleapis.com/google.rpc.Help', links: [] },
            { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '37s' },
          ],
        }),
      ],
      37_000,
    ],
    [error({ message: 'Slow down', retry_after: 5 }), 5_000],
    [error({ message: 'Slow down', metadata: { retry_after_seconds: 7.5 } }), 7_500],
    [{ detail: { message: 'Slow down', retryAfterMs: 1_200 } }, 1_200],
    [error({ message: 'Slow down', metadata: { headers: { 'Retry-After': '9' } } }), 9_000],
  ])('is read from what stands beside the words: %j', (body, ms) => {
    const { failureClass, facts } = readFailure(429, {}, body);
    expect([failureClass, facts.retryAfterMs]).toEqual(['rate_limited', ms]);
  });

  it.each<[headers: Record<string, string>, ms: number | undefined]>([
    [{ 'retry-after-ms': '1500' }, 1_500],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '250ms' }, 250],
    [{ 'x-ratelimit-remaining-tokens': '5', 'x-ratelimit-reset-tokens': '250ms' }, undefined],
  ])('is that of the headers %j', (headers, ms) => {
    expect(retryAfter(headers)).toBe(ms);
  });

  it('is read only from failures that mean to wait', () => {
    expect(retryAfter({ 'retry-after': '2' }, 500)).toBeUndefined();
  });
});

describe('the error in a body', () => {
  it.each([
    null,
    undefined,
    4,
    'text',
    '"',
    [],
    {},
    { choices: [{}] },
    { error: null },
    { message: 'alone' },
    { error: '' },
    { error: {} },
    { error: false },
    { error: { code: 0, message: '', type: null } },
  ])('is none in %j', (body) => {
    expect(errorIn(body)).toBeUndefined();
  });

  it('is given as texts of limited length', () => {
    const long = { message: 'x'.repeat(5_000), code: 7, type: { a: 1 }, param: 'p' };
    expect(errorIn({ error: long })).toEqual({ message: 'x'.repeat(4_096), code: '7', type: null, param: 'p' });
    const { upstream } = readFailure(400, {}, { error: { ...long, code: 'y '.repeat(5_000) } }).facts;
    expect(JSON.stringify(upstream).length).toBeLessThan(1_300);
    expect(errorIn({ error: { code: 5 } })?.message).not.toBe('');
  });
});
