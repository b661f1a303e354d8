import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ProviderDouble, startProviderDouble, asCerebras } from '../../support/provider-double.js';
import { goodAnswer, late } from '../../support/provider-responses.js';
import { startTestService, type TestService } from '../../support/test-service.js';
import { until } from '../../support/until.js';
import { scoringAnswer, LEAD } from '../../support/sample-lead.js';

const DEADLINE_MS = 800;
const SLACK_MS = 1_500;
const state = `SELECT l.status, l.qualification_score::float8 AS score, count(q.id)::int AS judgements
  FROM leads l LEFT JOIN qualifications q ON q.lead_id = l.id GROUP BY l.workspace_id, l.id`;

describe('a deadline', () => {
  let provider: ProviderDouble;
  let service: TestService;

  beforeEach(async () => {
    provider = await startProviderDouble();
    service = await startTestService({
      ...asCerebras(provider),
      LLM_DEADLINE_MS: String(DEADLINE_MS),
      QUALIFICATION_FALLBACK: 'none',
    });
  });

  afterEach(async () => {
    await service.stop();
    await provider.stop();
  });

  const qualify = () =>
    service.http
      .post('/api/v1/leads/qualify')
      .send(LEAD)
      .then((response) => response);

  it('holds for the first answer and its repair together', async () => {
    provider.script(late(500, goodAnswer('no JSON')), late(700, goodAnswer(scoringAnswer(90, 90, 90))));
    const { status, body } = await qualify();
    expect(body.error_code).toBe('CEREBRAS_API_TIMEOUT');
    expect(status).toBe(504);
    expect(provider.requests).toHaveLength(2);
  });

  it('is given to a qualification that is under way when the service stops', async () => {
    provider.script(late(300, goodAnswer(scoringAnswer(90, 90, 90))));
    const answer = qualify();
    await provider.received(1);
    await service.app.close();
    const { status, body } = await answer;
    expect(body).toMatchObject({ status: 'qualified', qualification_score: 90 });
    expect(status).toBe(201);
    expect(await service.database.query(state)).toEqual([{ status: 'qualified', score: 90, judgements: 1 }]);
  });

  it('ends the wait of a service that stops while its provider is silent', async () => {
    provider.script(late(60_000, goodAnswer(scoringAnswer(90, 90, 90))));
    const answer = qualify();
    await provider.received(1);
    const stoppedAt = performance.now();
    await service.app.close();
    expect(performance.now() - stoppedAt).toBeLessThan(DEADLINE_MS + SLACK_MS);
    const { status, body } = await answer;
    expect(body.error_code).toBe('CEREBRAS_API_TIMEOUT');
    expect(status).toBe(504);
    expect(await service.database.query(state)).toEqual([{ status: 'failed', score: null, judgements: 0 }]);
  });

  it('is used for a caller who hung up, too: the score is there when they come back', async () => {
    provider.script(late(300, goodAnswer(scoringAnswer(90, 90, 90))));
    const caller = new AbortController();
    const gone = fetch(`${service.url}/api/v1/leads/qualify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(LEAD),
      signal: caller.signal,
    }).catch((error: unknown) => (error as Error).name);
    await provider.received(1);
    caller.abort();
    expect(await gone).toBe('AbortError');
    await until(async () => (await service.http.get('/api/v1/leads')).body.data[0].status !== 'qualifying');
    expect(await service.database.query(state)).toEqual([{ status: 'qualified', score: 90, judgements: 1 }]);
  });
});
