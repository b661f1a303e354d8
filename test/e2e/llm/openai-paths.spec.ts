import { beforeEach, describe, expect, it } from 'vitest';
import { bearing, issueKey } from '../../support/callers.js';
import { MESSAGES, useLlmService } from '../../support/llm-service.js';
import { request, sendBytes } from '../../support/raw-request.js';
import { TEXT } from '../../support/provider-responses.js';

const BASES = ['/v1', '/api/v1/llm', '/api/v1/llm/v1'];
const STREAM_HEADERS = { 'cache-control': 'no-cache, no-store, no-transform', 'x-accel-buffering': 'no' };

const service = useLlmService({ LLM_MODEL_ALIASES: 'gpt-4o=cerebras/gpt-oss-120b, fast = latency_optimized' });

beforeEach(() => {
  service.reset();
});

async function send(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const answer = await fetch(service.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: Object.fromEntries(answer.headers), text };
}

const errorOf = ({ text }: { text: string }) => (JSON.parse(text) as { error: Record<string, unknown> }).error;

describe.each(BASES)('Below the base URL %s', (base) => {
  it('a chat completion is answered, and recorded', async () => {
    const answer = await send('POST', `${base}/chat/completions`, { model: 'cerebras', messages: MESSAGES });
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining(TEXT)]);
    expect(answer.headers).toMatchObject({ 'x-llm-provider': 'cerebras', 'x-request-id': expect.any(String) });
    expect(service.ledgerRows()).toMatchObject([{ provider: 'cerebras', operation: 'chat' }]);
  });

  it('a stream is neither cached nor held back', async () => {
    const body = { model: 'runpod', messages: MESSAGES, stream: true };
    const answer = await send('POST', `${base}/chat/completions`, body);
    expect(answer.headers).toMatchObject({ ...STREAM_HEADERS, 'content-type': 'text/event-stream; charset=utf-8' });
    expect(answer.text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('each model of the list can be read, with its slashes as they are and encoded', async () => {
    const list = JSON.parse((await send('GET', `${base}/models`)).text) as { data: { id: string }[] };
    expect(list.data.map(({ id }) => id)).toEqual(expect.arrayContaining(['auto', 'gpt-4o', 'fast', 'gpt-oss-120b']));
    for (const model of list.data) {
      for (const id of [model.id, encodeURIComponent(model.id)]) {
        const answer = await send('GET', `${base}/models/${id}`);
        expect([answer.status, JSON.parse(answer.text)]).toEqual([200, model]);
      }
    }
    expect((await send('HEAD', `${base}/models/auto`)).status).toBe(200);
  });

  it.each(['gpt-5', 'runpod/gpt-5', 'a%2Fb', 'x'.repeat(3_000)])('the model %s is not found', async (id) => {
    const answer = await send('GET', `${base}/models/${id}`);
    expect([answer.status, errorOf(answer)]).toMatchObject([
      404,
      { code: 'LLM_MODEL_NOT_FOUND', param: 'model', message: expect.stringMatching(/There are auto, .*gpt-oss-120b/) },
    ]);
    expect(answer.text.length).toBeLessThan(2_000);
  });

  it.each([
    ['GET', '/chat/completions', 'POST'],
    ['PUT', '/chat/completions', 'POST'],
    ['POST', '/models', 'GET, HEAD'],
    ['DELETE', '/models/auto', 'GET, HEAD'],
  ])('%s %s is answered with the methods that there are, in OpenAI’s shape', async (method, path, allow) => {
    const answer = await send(method, base + path);
    expect([answer.status, answer.headers.allow, errorOf(answer)]).toMatchObject([
      405,
      allow,
      { type: 'invalid_request_error', code: 'METHOD_NOT_ALLOWED', message: expect.stringContaining(allow) },
    ]);
  });

  it.each([
    ['POST', '/responses', /setOpenAIAPI\('chat_completions'\).*useResponsesApi: false/],
    ['GET', '/responses/resp_1/input_items', /provider\.chat\('auto'\)/],
    ['POST', '/completions', /Completions of a text are not offered.*ChatOpenAI/],
    ['POST', '/assistants', /client\.chat\.completions/],
    ['POST', '/threads/runs', /client\.chat\.completions/],
    ['POST', '/images/generations', /Nothing answers POST .*images\/generations\. The base URL/],
    ['POST', '/chat/completions/chat/completions', /base URL of OpenAI clients is/],
    ['PATCH', '', /POST \/chat\/completions/],
  ])('%s %s says what there is, in OpenAI’s shape', async (method, path, message) => {
    const answer = await send(method, base + path, method === 'GET' ? undefined : {});
    expect([answer.status, errorOf(answer)]).toMatchObject([
      404,
      {
        type: 'not_found_error',
        code: 'RESOURCE_NOT_FOUND',
        param: null,
        message: expect.stringMatching(message),
        request_id: answer.headers['x-request-id'],
      },
    ]);
    expect(errorOf(answer).message).toMatch(/POST \/embeddings, GET \/models and GET \/models\/\{id\}/);
  });
});

describe('Other paths', () => {
  it.each([
    ['POST', '/chat/completions'],
    ['POST', '/api/v1/chat/completions'],
    ['POST', '/responses'],
    ['GET', '/models'],
  ])('%s %s learns the base URL', async (method, path) => {
    const answer = await send(method, path);
    expect([answer.status, errorOf(answer).message]).toEqual([404, expect.stringContaining('<this host>/v1')]);
  });

  it('of the service keep the shape of their errors', async () => {
    for (const [method, path] of [
      ['DELETE', '/api/v1/llm/usage'],
      ['GET', '/v1/research'],
      ['GET', '/api/v1/nope'],
    ] as const) {
      expect(JSON.parse((await send(method, path)).text)).toHaveProperty('error_code');
    }
  });

  it('do not repeat a long path in the message', async () => {
    const answer = await send('GET', `/v1/${'x'.repeat(5_000)}`);
    expect(String(errorOf(answer).message).length).toBeLessThan(1_000);
  });
});

describe('Aliases and bare names', () => {
  it.each([
    ['gpt-4o', 'cerebras', 'gpt-oss-120b'],
    ['gpt-oss-120b', 'cerebras', 'gpt-oss-120b'],
    ['meta-llama/Llama-3.1-8B-Instruct', 'runpod', 'meta-llama/Llama-3.1-8B-Instruct'],
  ])('%s is sent to %s as %s', async (model, provider, sent) => {
    const { status, headers } = await service.chat({ model });
    expect([status, headers.get('x-llm-provider')]).toEqual([200, provider]);
    expect(service[provider as 'runpod'].requests[0]?.body.model).toBe(sent);
  });

  it('an alias of a strategy is that strategy', async () => {
    const { headers } = await service.chat({ model: 'fast' });
    expect(headers.get('x-llm-strategy')).toBe('latency_optimized');
  });
});

describe('With keys', () => {
  it('every base URL needs one, and a wrong one is told in OpenAI’s shape', async () => {
    const { authorization } = bearing(await issueKey(service, { scopes: ['llm:use'] }));
    for (const base of BASES) {
      const without = await send('POST', `${base}/chat/completions`, { messages: MESSAGES });
      const wrong = await send('GET', `${base}/models`, undefined, { authorization: 'Bearer sk-wrong' });
      const good = await send('GET', `${base}/models/auto`, undefined, { authorization });
      expect([without.status, wrong.status, good.status]).toEqual([401, 401, 200]);
      for (const refused of [without, wrong]) expect(errorOf(refused)).toMatchObject({ type: 'authentication_error' });
    }
  });

  it('the preamble of a raw client is enough', async () => {
    const answer = await sendBytes(service.url, request('GET /v1/models HTTP/1.1', ['OpenAI-Organization: o']));
    expect(answer.status).toBe(401);
  });
});
