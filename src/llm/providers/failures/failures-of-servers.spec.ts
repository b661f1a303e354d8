import { describe, expect, it } from 'vitest';
import type { FailureClass } from './provider-failure.js';
import { readFailure } from './failure-reader.js';
import { error } from '../../../../test/support/error-body.js';

/** Status, body and meaning of an error, as the servers of this name send it. */
const SERVERS: Record<string, [status: number, body: unknown, failureClass: FailureClass][]> = {
  'llama.cpp and Ollama': [
    [500, error({ code: 500, message: 'context size has been exceeded.', type: 'server_error' }), 'context_length'],
    [500, error({ code: 500, message: 'Context size has been exceeded.' }), 'context_length'],
    [500, error({ message: 'the input length exceeds the context length', type: 'api_error' }), 'context_length'],
    [500, error({ message: 'input is too large to process. increase the physical batch size' }), 'context_length'],
    [500, error({ message: 'llama runner process has terminated: CUDA error: out of memory' }), 'server_error'],
    ...[
      'Jinja Exception: System message must be at the beginning.',
      'tools param requires --jinja flag',
      "Value is not callable: null at row 49, column 79:\n {%- set content = (x.split('</think>')|last) %}",
      'Conversation roles must alternate user/assistant/user/assistant/...',
      'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj',
    ].map((message): [number, unknown, FailureClass] => [
      500,
      error({ code: 500, message, type: 'server_error' }),
      'refused',
    ]),
    [501, error({ code: 501, message: 'This feature is off', type: 'not_supported_error' }), 'refused'],
    [400, { error: 'Failed to load model "x". Error: insufficient system resources' }, 'unavailable'],
    [400, { error: 'No models loaded. Please load a model in the developer page.' }, 'unavailable'],
    [400, error({ message: 'model is not loaded yet, model loading in progress' }), 'unavailable'],
  ],
  'a gateway': [
    [400, error({ type: 'server_error', message: 'The backend cannot be reached' }), 'unavailable'],
    [422, error({ type: 'upstream_error', code: 'upstream_error', message: 'Please try again' }), 'unavailable'],
    [400, error({ type: 'overloaded_error', message: 'Overloaded' }), 'unavailable'],
    [400, error({ code: 'internal_error', message: 'Something went wrong' }), 'unavailable'],
    [400, error({ code: 'InternalError.Algo.InvalidParameter', message: 'top_p is wrong' }), 'refused'],
    [400, error({ type: 'server_error_of_request', message: 'top_p is wrong' }), 'refused'],
  ],
  TGI: [
    [424, { error: 'Request failed during generation: Server error', error_type: 'generation' }, 'unavailable'],
    [429, { error: 'Model is overloaded', error_type: 'overloaded' }, 'rate_limited'],
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
