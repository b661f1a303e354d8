import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ProviderDouble, startProviderDouble, asCerebras } from '../../support/provider-double.js';
import { failure, goodAnswer, late } from '../../support/provider-responses.js';
import { startTestService, type TestService } from '../../support/test-service.js';
import { scoringAnswer, LEAD } from '../../support/sample-lead.js';

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
    const qualify = () => http.post(`${path}/qualify`).then((answer) => answer);
    const pending = [qualify(), qualify()];
    scored.resolve(Promise.race(pending));
    const answers = await Promise.all(pending);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 502]);
    const { body } = await service.http.get(path);
    expect(body).toMatchObject({ status: 'qualified', qualification_score: 90 });
  });
});
