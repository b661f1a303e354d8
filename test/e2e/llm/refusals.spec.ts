import { beforeEach, describe, expect, it } from 'vitest';
import { CHAT_PATH, MESSAGES, useLlmService } from '../../support/llm-service.js';
import { useService } from '../../support/test-service.js';

describe('Requests that the service refuses', () => {
  const BODY_LIMIT = 100_000;
  const SMALL = 300;

  const providers = ['runpod', 'cerebras'].map((name) => ({ name, context_window: SMALL }));
  const service = useLlmService({ BODY_LIMIT_BYTES: String(BODY_LIMIT), LLM_PROVIDERS: JSON.stringify(providers) });

  beforeEach(() => {
    service.reset();
  });

  /** What is refused before any provider is called, and by which code, status and parameter. */
  const BAD: [name: string, body: unknown, status: number, code: string, param: string | null][] = [
    ['no messages', {}, 422, 'VALIDATION_ERROR', 'messages'],
    ['messages that are none', { messages: 'hello' }, 422, 'VALIDATION_ERROR', 'messages'],
    ['empty messages', { messages: [] }, 422, 'VALIDATION_ERROR', 'messages'],
    ['a message that is a text', { messages: ['hello'] }, 422, 'VALIDATION_ERROR', 'messages.0'],
    ['a message that is null', { messages: [...MESSAGES, null] }, 422, 'VALIDATION_ERROR', 'messages.1'],
    ['a message without a role', { messages: [{ content: 'x' }] }, 422, 'VALIDATION_ERROR', 'messages.0'],
    ['a model that is a number', { messages: MESSAGES, model: 4 }, 422, 'VALIDATION_ERROR', 'model'],
    ['an empty model', { messages: MESSAGES, model: '' }, 422, 'VALIDATION_ERROR', 'model'],
    ['an unknown strategy', { messages: MESSAGES, model: 'fastest' }, 404, 'LLM_MODEL_NOT_FOUND', 'model'],
    ['an unknown provider', { messages: MESSAGES, model: 'acme/model' }, 404, 'LLM_MODEL_NOT_FOUND', 'model'],
    ['max_tokens of 0', { messages: MESSAGES, max_tokens: 0 }, 422, 'VALIDATION_ERROR', 'max_tokens'],
    ['max_tokens of 1.5', { messages: MESSAGES, max_tokens: 1.5 }, 422, 'VALIDATION_ERROR', 'max_tokens'],
    ['max_tokens as a text', { messages: MESSAGES, max_tokens: '9' }, 422, 'VALIDATION_ERROR', 'max_tokens'],
    ['n of 1000', { messages: MESSAGES, n: 1_000 }, 422, 'VALIDATION_ERROR', 'n'],
    ['n of 0', { messages: MESSAGES, n: 0 }, 422, 'VALIDATION_ERROR', 'n'],
    ['stream as a text', { messages: MESSAGES, stream: 'true' }, 422, 'VALIDATION_ERROR', 'stream'],
    ['stream_options as a list', { messages: MESSAGES, stream_options: [] }, 422, 'VALIDATION_ERROR', 'stream_options'],
    ['a temperature of 3', { messages: MESSAGES, temperature: 3 }, 422, 'VALIDATION_ERROR', 'temperature'],
    ['a seed that is no number', { messages: MESSAGES, seed: 'x' }, 422, 'VALIDATION_ERROR', 'seed'],
    ['tools that are no list', { messages: MESSAGES, tools: {} }, 422, 'VALIDATION_ERROR', 'tools'],
    [
      'a response format without a type',
      { messages: MESSAGES, response_format: {} },
      422,
      'VALIDATION_ERROR',
      'response_format',
    ],
    ['a list', [], 422, 'VALIDATION_ERROR', 'body'],
    ['a text', 'hello', 422, 'VALIDATION_ERROR', 'body'],
    ['null', null, 400, 'MALFORMED_REQUEST', null],
    [
      'a body over the limit',
      { messages: [{ role: 'user', content: 'x'.repeat(BODY_LIMIT) }] },
      413,
      'REQUEST_TOO_LARGE',
      null,
    ],
    [
      'a prompt over every window',
      { messages: [{ role: 'user', content: 'word '.repeat(500) }] },
      400,
      'LLM_CONTEXT_LENGTH_EXCEEDED',
      'messages',
    ],
  ];

  describe('a request', () => {
    it.each(BAD)(
      'with %s is refused in OpenAI’s shape before a provider is called',
      async (_, body, status, code, param) => {
        const answer = await send(JSON.stringify(body));
        expect(await answer.json()).toEqual({
          error: {
            message: expect.any(String),
            type: status === 404 ? 'not_found_error' : 'invalid_request_error',
            code,
            param,
            details: expect.any(Object),
            request_id: answer.headers.get('x-request-id'),
          },
        });
        expect(answer.status).toBe(status);
        expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
        expectNobodyAsked();
      },
    );

    it('that is not JSON, or has another content type, is refused in OpenAI’s shape too', async () => {
      const malformed = await send('{"messages":');
      expect(await malformed.json()).toMatchObject({
        error: { code: 'MALFORMED_REQUEST', type: 'invalid_request_error' },
      });
      expect(malformed.status).toBe(400);
      const untyped = await send(JSON.stringify({ messages: MESSAGES }), { 'content-type': 'text/plain' });
      expect(await untyped.json()).toMatchObject({ error: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
      expect(untyped.status).toBe(415);
      expectNobodyAsked();
    });

    it('may have null for any optional parameter', async () => {
      const empty = { model: null, stream: null, n: null, max_tokens: null, temperature: null, response_format: null };
      expect((await service.chat(empty)).status).toBe(200);
    });
  });

  describe('without any provider', () => {
    const bare = useService();

    it.each([false, true])('a request is answered with 503 in OpenAI’s shape (stream: %s)', async (stream) => {
      const { status, body } = await bare.http.post(CHAT_PATH).send({ messages: MESSAGES, stream });
      expect(body.error).toMatchObject({ code: 'LLM_NOT_CONFIGURED', type: 'api_error', param: null });
      expect(status).toBe(503);
    });

    it('the lists of models and providers are empty', async () => {
      expect((await bare.http.get('/api/v1/llm/providers')).body).toEqual({ data: [] });
      const { body } = await bare.http.get('/api/v1/llm/models');
      expect(body.data).toHaveLength(5);
    });
  });

  function send(body: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${service.url}${CHAT_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }

  function expectNobodyAsked(): void {
    expect(service.runpod.requests.length + service.cerebras.requests.length).toBe(0);
    expect(service.ledgerRows()).toEqual([]);
  }
});
