import { beforeEach, describe, expect, it } from 'vitest';
import type { ScriptedResponse } from '../../support/provider-double.js';
import { failure, goodAnswer } from '../../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../../support/sample-lead.js';
import { useLlmService } from '../../support/llm-service.js';
import { until } from '../../support/until.js';

const NO_SCORE = goodAnswer('no JSON');
const GOOD = goodAnswer(scoringAnswer(90, 80, 70));

describe('What a score cost', () => {
  const service = useLlmService();
  /** One answer after the other, whichever provider is asked; the last one again and again. */
  const script = (...answers: ScriptedResponse[]) => {
    let asked = 0;
    for (const provider of [service.runpod, service.cerebras]) {
      provider.script((call) => answers[Math.min(asked++, answers.length - 1)]!(call));
    }
  };
  const qualify = async () => {
    const { body } = await service.http.post('/api/v1/leads/qualify').send(LEAD);
    return body as { id: string; qualification: { method: string; cost_usd: string | null } };
  };
  const usage = async () => {
    await until(async () => {
      const { body } = await service.http.get('/api/v1/llm/usage');
      return body.total.calls === service.ledgerRows().length;
    });
    return (await service.http.get('/api/v1/llm/usage')).body.total.cost_usd as string;
  };
  beforeEach(async () => {
    await service.database.query('TRUNCATE llm_calls');
    service.reset();
  });

  it.each([
    ['answers that give no score', [NO_SCORE], 'rules'],
    ['an answer that is repaired', [NO_SCORE, GOOD], 'llm'],
    ['an answer that is not', [NO_SCORE, failure(500)], 'rules'],
  ])('is all that was paid, also for %s', async (_, answers, method) => {
    script(...answers);
    const { id, qualification } = await qualify();
    expect(qualification).toMatchObject({ method });
    expect(Number(qualification.cost_usd)).toBeGreaterThan(0);
    expect(qualification.cost_usd).toBe(await usage());
    for (const path of ['qualifications', 'export']) {
      const { body } = await service.http.get(`/api/v1/leads/${id}/${path}`);
      const [stored] = (body.data ?? body.qualifications) as [typeof qualification];
      expect(stored.cost_usd).toBe(qualification.cost_usd);
    }
  });

  it('is nothing where no model was asked, and 0 where none answered', async () => {
    script(failure(500));
    expect((await qualify()).qualification).toMatchObject({ method: 'rules', cost_usd: '0' });
    const { body } = await service.http.get('/api/v1/scoring-profile');
    const profile: Record<string, unknown> = { ...(body as object), scoring: { method: 'rules' } };
    delete profile.version;
    delete profile.created_at;
    expect((await service.http.put('/api/v1/scoring-profile').send(profile)).status).toBe(200);
    expect((await qualify()).qualification).toMatchObject({ method: 'rules', cost_usd: null });
  });
});
