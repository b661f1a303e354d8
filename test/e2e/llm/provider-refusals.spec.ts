import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppLogger } from '../../../src/telemetry/app.logger.js';
import { CHAT_PATH, breakersOf, useLlmService } from '../../support/llm-service.js';
import type { ScriptedResponse } from '../../support/provider-double.js';
import { failure, json, raw } from '../../support/provider-responses.js';

describe('Requests that a provider refuses', () => {
  const SMALL = 300;
  const tooLong = failure(400, {}, { message: "This model's maximum context length is 300 tokens", code: 400 });
  /** Of 250 tokens by our count, and of more by that of the provider. */
  const LONG = [{ role: 'user', content: 'word '.repeat(250) }];
  const contentFilter = failure(400, {}, { message: 'Filtered', type: 'content', code: 'content_filter' });

  const providers = [{ name: 'runpod', context_window: SMALL, price_input: '0.01' }];
  const service = useLlmService({ LLM_PROVIDERS: JSON.stringify(providers) });

  beforeEach(() => {
    service.reset();
  });

  describe.each([false, true])('a refusal of the request (stream: %s)', (stream) => {
    const REFUSALS: [name: string, behave: ScriptedResponse, message: RegExp][] = [
      ['a content filter', contentFilter, /^RunPod rejected the request: Filtered$/],
      ['a 400 of a parameter', failure(400, {}, { message: 'Bad top_k', param: 'top_k' }), /Bad top_k$/],
      ['a 422', failure(422, {}, { message: 'No such role' }), /No such role$/],
      [
        'a 400 without a reason',
        raw(400, 'Bad Request', { 'content-type': 'text/plain' }),
        /^RunPod rejected the request/,
      ],
      [
        'a 422 of a web framework',
        json(422, { detail: [{ loc: ['body'], msg: 'x' }] }),
        /^RunPod rejected the request/,
      ],
      ['an error with status 200', json(200, { error: { message: 'Bad role', code: 400 } }), /Bad role$/],
      ['an error by name alone', json(200, { error: { message: 'Bad', type: 'invalid_request_error' } }), /Bad$/],
    ];

    it.each(REFUSALS)('by %s leads to the next provider, which answers', async (_, behave) => {
      service.runpod.script(behave);
      for (let round = 1; round <= 6; round++) {
        const { status, headers } = await service.chat({ model: 'cost_optimized', stream });
        expect([status, headers.get('x-llm-fallback-reason')]).toEqual([200, 'refused']);
      }
      expect([service.runpod.requests.length, service.cerebras.requests.length]).toEqual([6, 6]);
      expect(await breakersOf(service)).toMatchObject({ runpod: 'closed' });
    });

    it('by one provider, while the other one is down, is an error of the providers', async () => {
      service.runpod.script(contentFilter);
      service.cerebras.script(failure(503));
      const { status, body } = await service.chat({ model: 'cost_optimized', stream });
      expect([status, body]).toMatchObject([502, { error: { code: 'LLM_API_ERROR' } }]);
    });

    it('by both is handed to the caller in the words of both', async () => {
      service.runpod.script(contentFilter);
      service.cerebras.script(failure(422, {}, { message: 'No such role', param: 'role' }));
      const { status, body } = await service.chat({ model: 'cost_optimized', stream });
      const message = 'RunPod rejected the request: Filtered; Cerebras rejected the request: No such role';
      const refusals = [{ provider: 'RunPod' }, { provider: 'Cerebras', param: 'role' }];
      expect([status, body]).toMatchObject([
        400,
        { error: { code: 'LLM_REQUEST_REFUSED', message, details: { refusals } } },
      ]);
    });

    it.each(REFUSALS)('by %s goes to the caller where no other provider is asked', async (_, behave, message) => {
      service.runpod.script(behave);
      for (let round = 1; round <= 6; round++) {
        const { status, body } = await service.chat({ model: 'runpod', stream });
        expect(body).toMatchObject({
          error: {
            type: 'invalid_request_error',
            code: 'LLM_REQUEST_REFUSED',
            message: expect.stringMatching(message),
          },
        });
        expect(status).toBe(400);
      }
      expect([service.runpod.requests.length, service.cerebras.requests.length]).toEqual([6, 0]);
      expect(service.ledgerRows()).toHaveLength(6);
      expect(service.ledgerRows()[0]).toMatchObject({ outcome: 'error', errorClass: 'refused', usageSource: 'none' });
      expect(await breakersOf(service)).toMatchObject({ runpod: 'closed' });
    });

    it('names the parameter that the provider names', async () => {
      service.runpod.script(failure(400, {}, { param: 'top_k', code: 'bad_value', type: 'invalid_request_error' }));
      const { body } = await service.chat({ model: 'runpod', stream });
      expect(body).toMatchObject({ error: { param: 'top_k', details: { provider: 'RunPod', code: 'bad_value' } } });
    });
  });

  describe.each([false, true])('a prompt that is too long for a provider (stream: %s)', (stream) => {
    it('goes on to a larger context window', async () => {
      service.runpod.script(tooLong);
      const { status, headers } = await service.chat({
        model: 'cost_optimized',
        stream,
        max_tokens: 50,
        messages: LONG,
      });
      expect([status, headers.get('x-llm-provider')]).toEqual([200, 'cerebras']);
      expect(headers.get('x-llm-fallback-reason')).toBe('context_length');
      expect(service.ledgerRows()).toMatchObject([{ errorClass: 'context_length', status: 400 }, { outcome: 'ok' }]);
      expect(await breakersOf(service)).toMatchObject({ runpod: 'closed' });
    });

    it('goes back to the caller where no window is larger', async () => {
      service.cerebras.script(tooLong);
      const { status, body } = await service.chat({ model: 'quality_optimized', stream, messages: LONG });
      expect(body).toMatchObject({ error: { code: 'LLM_CONTEXT_LENGTH_EXCEEDED', param: 'messages' } });
      expect(status).toBe(400);
      expect([service.cerebras.requests.length, service.runpod.requests.length]).toEqual([1, 0]);
    });

    it('is sent to no provider whose window it does not fit', async () => {
      const messages = [{ role: 'user', content: 'word '.repeat(SMALL + 50) }];
      const { headers } = await service.chat({ model: 'cost_optimized', stream, messages });
      expect(headers.get('x-llm-provider')).toBe('cerebras');
      const alone = await service.chat({ model: 'runpod', stream, messages });
      expect(alone.body).toMatchObject({ error: { code: 'LLM_CONTEXT_LENGTH_EXCEEDED' } });
      expect(alone.status).toBe(400);
      expect(service.runpod.requests).toHaveLength(0);
    });
  });

  describe('a model that the caller named, and the provider does not have', () => {
    it.each([403, 404])('is the caller’s mistake when the provider answers %s', async (refused) => {
      service.runpod.script(failure(refused));
      for (let round = 1; round <= 6; round++) {
        const { status, body } = await service.chat({ model: 'runpod/of/my/own' });
        expect(body).toMatchObject({ error: { type: 'not_found_error', code: 'LLM_MODEL_NOT_FOUND', param: 'model' } });
        expect((body as { error: { message: string } }).error.message).toContain('runpod/of/my/own');
        expect(status).toBe(404);
      }
      expect(await breakersOf(service)).toMatchObject({ runpod: 'closed' });
      expect(service.ledgerRows()[0]).toMatchObject({
        model: 'of/my/own',
        errorClass: 'unknown_model',
        status: refused,
      });
    });

    it('is requested by its name', async () => {
      await service.chat({ model: 'runpod/of/my/own' });
      expect(service.runpod.requests[0]?.body.model).toBe('of/my/own');
    });
  });

  describe('a key that the provider rejects', () => {
    it('opens the breaker at once, and is reported to the operator, not to the caller', async () => {
      const logged = vi.spyOn(service.app.get(AppLogger), 'error').mockImplementation(() => undefined);
      service.runpod.script(failure(401, {}, { message: 'Incorrect API key provided: key-of-runpod' }));
      const { status, text } = await service.chat({ model: 'cost_optimized' });
      expect(status).toBe(200);
      expect(text).not.toContain('key-of-runpod');
      const facts = { provider: 'runpod', status: 401, request_id: expect.any(String) };
      expect(logged).toHaveBeenCalledWith(expect.objectContaining(facts), expect.any(String), expect.any(String));
      expect(JSON.stringify(logged.mock.calls)).not.toContain('key-of-runpod');
      logged.mockRestore();
      expect(await breakersOf(service)).toEqual({ runpod: 'open', cerebras: 'closed' });
      await service.chat({ model: 'cost_optimized' });
      expect(service.runpod.requests).toHaveLength(1);
    });

    it('is an error of the upstream, not of the caller’s key', async () => {
      for (const provider of [service.runpod, service.cerebras]) provider.script(failure(401));
      const { status, body } = await service.http.post(CHAT_PATH).send({ messages: [{ role: 'user', content: 'x' }] });
      expect(status).toBe(502);
      expect(body.error.code).toBe('LLM_API_ERROR');
    });
  });
});
