import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  asCerebras,
  startProviderDouble,
  type ProviderDouble,
  type ScriptedResponse,
  useProviderDouble,
} from '../support/provider-double.js';
import {
  cutBeforeHeaders,
  cutMidBody,
  failure,
  goodAnswer,
  json,
  jsonText,
  late,
  raw,
  silentMidBody,
} from '../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../support/sample-lead.js';
import { startTestService, type TestService, useService } from '../support/test-service.js';

describe('the configured providers', () => {
  let provider: ProviderDouble;
  let service: TestService | undefined;

  beforeEach(async () => {
    provider = await startProviderDouble();
    provider.script(goodAnswer(scoringAnswer(90, 90, 90)));
  });

  afterEach(async () => {
    await service?.stop();
    await provider.stop();
  });

  it.each([
    ['the root of the API', '/v2', '/v2/endpoint1/openai/v1/chat/completions'],
    ['the root of the API, with a slash', '/v2/', '/v2/endpoint1/openai/v1/chat/completions'],
    ['a whole address', '/somewhere/v1', '/somewhere/v1/chat/completions'],
  ])('are reached through %s', async (_, base, path) => {
    service = await startTestService({
      RUNPOD_API_KEY: 'runpod-key',
      RUNPOD_API_BASE: provider.url + base,
      RUNPOD_VLLM_ENDPOINT_ID: 'endpoint1',
      RUNPOD_DEFAULT_MODEL: 'some/model',
    });
    provider.script(goodAnswer(scoringAnswer(90, 90, 90), { model: 'some/model' }));
    const { status, body } = await service.http.post('/api/v1/leads/qualify').send(LEAD);
    expect(body).toMatchObject({ qualification_provider: 'runpod', qualification_model: 'some/model' });
    expect(status).toBe(201);
    expect(provider.requests).toMatchObject([
      { path, headers: { authorization: 'Bearer runpod-key' }, body: { model: 'some/model' } },
    ]);
  });

  it('get no key but their own', async () => {
    const other = await startProviderDouble();
    other.script(goodAnswer(scoringAnswer(90, 90, 90)));
    service = await startTestService({
      ...{ RUNPOD_API_KEY: 'runpod-key', RUNPOD_API_BASE: `${other.url}/v1` },
      ...{ CEREBRAS_API_KEY: 'cerebras-key', CEREBRAS_API_BASE: `${provider.url}/v1` },
    });
    expect((await service.http.post('/api/v1/leads/qualify').send(LEAD)).status).toBe(201);
    await other.stop();
    const keys = (double: ProviderDouble) => double.requests.map(({ headers }) => headers.authorization);
    expect(keys(provider).concat(keys(other))).toHaveLength(1);
    expect(keys(provider)).not.toContain('Bearer runpod-key');
    expect(keys(other)).not.toContain('Bearer cerebras-key');
  });

  it('do not take a score away that another qualification gave while one of them failed', async () => {
    service = await startTestService({
      ...{ ...asCerebras(provider), QUALIFICATION_FALLBACK: 'none' },
    });
    const { body: lead } = await service.http.post('/api/v1/leads').send(LEAD);
    const path = `/api/v1/leads/${lead.id}`;
    const scored = Promise.withResolvers<unknown>();
    provider.script(
      late(provider.received(2), goodAnswer(scoringAnswer(90, 90, 90))),
      late(scored.promise, failure(500)),
    );
    const { http } = service;
    const qualify = () =>
      http
        .post(`${path}/qualify`)
        .send({ force: true })
        .then((answer) => answer);
    const pending = [qualify(), qualify()];
    scored.resolve(Promise.race(pending));
    const answers = await Promise.all(pending);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 502]);
    const { body } = await service.http.get(path);
    expect(body).toMatchObject({ status: 'qualified', qualification_score: 90 });
  });
});

describe('Failures of providers', () => {
  const DEADLINE_MS = 500;
  const KEY = 'key-of-the-tests';
  const SECRET = 'words-of-the-provider';
  const whole = JSON.stringify({
    choices: [{ message: { role: 'assistant', content: JSON.stringify(scoringAnswer(1, 1, 1)) } }],
  });
  const error = (status: number, headers: Record<string, string> = {}) =>
    failure(status, headers, { message: `${SECRET} ${KEY}` });

  /** What a provider can do wrong, and the kind of error that each is. */
  const FAILURES: [name: string, kind: 'failed' | 'rateLimited' | 'timedOut', response: ScriptedResponse][] = [
    ['400', 'failed', error(400)],
    ['401', 'failed', error(401)],
    ['403', 'failed', error(403)],
    ['404', 'failed', error(404)],
    ['429', 'rateLimited', error(429, { 'retry-after': '7' })],
    ['500', 'failed', error(500)],
    ['502', 'failed', error(502)],
    ['503', 'failed', error(503)],
    ['an error with status 200', 'failed', json(200, { error: { message: SECRET, code: 500 } })],
    ['an answer without choices', 'failed', jsonText('{}')],
    ['an answer with no choice', 'failed', jsonText('{"choices":[]}')],
    ['a choice without a message', 'failed', jsonText('{"choices":[{}]}')],
    ['a choice that is null', 'failed', jsonText('{"choices":[null]}')],
    ['choices that are a string', 'failed', jsonText(`{"choices":"${SECRET}"}`)],
    ['null', 'failed', jsonText('null')],
    ['an array', 'failed', jsonText('[]')],
    ['an empty body', 'failed', jsonText('', { 'content-length': '0' })],
    ['no content', 'failed', raw(204, '')],
    ['a web page', 'failed', raw(200, `<html>${SECRET}</html>`, { 'content-type': 'text/html' })],
    ['half a JSON document', 'failed', jsonText(whole.slice(0, 40))],
    ['a body that is cut', 'failed', cutMidBody],
    ['a connection that is cut', 'failed', cutBeforeHeaders],
    ['a body that stops coming', 'timedOut', silentMidBody],
    ['silence', 'timedOut', late(10 * DEADLINE_MS, goodAnswer(scoringAnswer(1, 1, 1)))],
  ];

  const PROVIDERS = {
    cerebras: {
      codes: { failed: 'CEREBRAS_API_ERROR', rateLimited: 'CEREBRAS_RATE_LIMIT', timedOut: 'CEREBRAS_API_TIMEOUT' },
      environment: (url: string) => ({ CEREBRAS_API_KEY: KEY, CEREBRAS_API_BASE: `${url}/v1` }),
    },
    runpod: {
      codes: { failed: 'RUNPOD_API_ERROR', rateLimited: 'EXTERNAL_API_ERROR', timedOut: 'RUNPOD_API_TIMEOUT' },
      environment: (url: string) => ({
        RUNPOD_API_KEY: KEY,
        RUNPOD_API_BASE: `${url}/v2`,
        RUNPOD_VLLM_ENDPOINT_ID: 'endpoint1',
      }),
    },
  };
  const STATUSES = { failed: 502, rateLimited: 503, timedOut: 504 };

  describe.each(['cerebras', 'runpod'] as const)('a %s that fails', (name) => {
    const { codes, environment } = PROVIDERS[name];
    const provider = useProviderDouble();
    const shared = () => ({ ...environment(provider.url), LLM_DEADLINE_MS: String(DEADLINE_MS) });
    const strict = useService(() => ({ ...shared(), QUALIFICATION_FALLBACK: 'none' }));
    const lenient = useService(shared);

    it.each(FAILURES)('with %s is reported to the caller, and the lead is kept', async (_, kind, response) => {
      provider.script(response);
      const startedAt = performance.now();
      const failed = await strict.http.post('/api/v1/leads/qualify').send(LEAD);
      expect(performance.now() - startedAt).toBeLessThan(DEADLINE_MS + 10_000);
      expect(failed.body).toMatchObject({ error_code: codes[kind], details: { lead_id: expect.any(String) } });
      expect(failed.status).toBe(STATUSES[kind]);
      expectNoLeak(failed.text);
      expect(provider.requests).not.toHaveLength(0);
      const { body: lead } = await strict.http.get(`/api/v1/leads/${failed.body.details.lead_id}`);
      expect(lead).toMatchObject({ ...LEAD, status: 'failed', qualification_score: null, qualification_factors: null });
      const history = await strict.http.get(`/api/v1/leads/${lead.id}/qualifications`);
      expect(history.body).toEqual({ data: [], next_cursor: null });
    });

    it('with 429 is reported to the caller with Retry-After', async () => {
      provider.script(error(429, { 'retry-after': '7' }));
      const { status, headers } = await strict.http.post('/api/v1/leads/qualify').send(LEAD);
      expect(status).toBe(503);
      expect(headers['retry-after']).toBe('7');
    });

    it('with an answer without choices does not count as a success', async () => {
      provider.script(jsonText('{}'));
      const { body } = await strict.http.post('/api/v1/leads/qualify').send(LEAD);
      expect(body.message).toMatch(/returned an unreadable response$/);
    });

    it.each(FAILURES)('with %s is replaced by rules', async (_, kind, response) => {
      provider.script(response);
      const { status, body, text } = await lenient.http.post('/api/v1/leads/qualify').send(LEAD);
      expect(body).toMatchObject({
        status: 'qualified',
        qualification_method: 'rules',
        qualification_provider: null,
        qualification: { method: 'rules', provider: null, fallback_reason: codes[kind] },
      });
      expect(status).toBe(201);
      expectNoLeak(text);
      expect(provider.requests).not.toHaveLength(0);
    });

    function expectNoLeak(text: string): void {
      for (const secret of [SECRET, KEY, provider.url, 'choices']) expect(text).not.toContain(secret);
    }
  });

  describe('a provider that cannot be reached', () => {
    const gone = useProviderDouble();
    const service = useService(() => ({
      ...PROVIDERS.cerebras.environment(gone.url),
      QUALIFICATION_FALLBACK: 'none',
    }));

    beforeAll(() => gone.stop());

    it('is reported to the caller without its address', async () => {
      const { status, body, text } = await service.http.post('/api/v1/leads/qualify').send(LEAD);
      expect(body).toMatchObject({ error_code: 'CEREBRAS_API_ERROR', message: 'Cerebras could not be reached' });
      expect(status).toBe(502);
      expect(text).not.toContain('127.0.0.1');
    });

    it('leaves the earlier score and history of a lead as they are', async () => {
      const { body: created } = await service.http.post('/api/v1/leads').send(LEAD);
      await service.database.query(
        `UPDATE leads SET status = 'qualified', qualification_score = 12.5, qualification_tier = 'D' WHERE id = $1`,
        [created.id],
      );
      const { status, body } = await service.http.post(`/api/v1/leads/${created.id}/qualify`);
      expect(status).toBe(502);
      expect(body.details.lead_id).toBe(created.id);
      const { body: lead } = await service.http.get(`/api/v1/leads/${created.id}`);
      expect(lead).toMatchObject({ status: 'failed', qualification_score: 12.5, qualification_tier: 'D' });
    });
  });
});
