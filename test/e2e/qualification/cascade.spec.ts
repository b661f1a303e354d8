import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useLlmService } from '../../support/llm-service.js';
import { expectFailure } from '../../support/failure.js';
import { generateLeads, seeded } from '../../support/generated-leads.js';
import { failure, goodAnswer } from '../../support/provider-responses.js';
import { scoringAnswer } from '../../support/sample-lead.js';
import { activateModel } from '../../support/scoring-models.js';
import { type TestService, useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

interface Scored extends Record<string, unknown> {
  id: string;
  qualification_score: number;
  win_probability: number;
  qualification_factors: { learned?: { parts: { field: string; value: string; factor: number }[] } };
  qualification: Record<string, unknown>;
}

const service = useLlmService();
const bare = useService();
const random = seeded(4);
const PAST = generateLeads(600, 1).map((lead) => ({ ...lead, llm: 60 * random() + (lead.isWon ? 40 : 0) }));
const LEADS = generateLeads(12, 2).map(({ facts }) => facts);
/** About all leads, or none. */
const ALL = { share: 1 };
const NONE = { share: 0, random_share: 0 };

const choose = async (cascade: unknown, { http }: Pick<TestService, 'http'> = service) => {
  const { body } = await http.get('/api/v1/scoring-profile');
  const profile: Record<string, unknown> = { ...(body as object), scoring: { method: 'cascade', cascade } };
  delete profile.version;
  delete profile.created_at;
  return http.put('/api/v1/scoring-profile').send(profile);
};
const score = async (lead: object, { http }: Pick<TestService, 'http'> = service): Promise<Scored> => {
  const { status, body } = await http.post('/api/v1/leads/qualify').send(lead);
  expect({ status, body }).toMatchObject({ status: 201 });
  return body as Scored;
};
const requests = () => service.runpod.requests.length + service.cerebras.requests.length;

beforeEach(() => {
  service.reset();
  for (const provider of [service.runpod, service.cerebras]) provider.script(goodAnswer(scoringAnswer(90, 90, 90)));
});

describe('A cascade above rules', () => {
  it('shows what the language model says, which moves nothing', async () => {
    expect((await choose(NONE)).status).toBe(200);
    const alone = await score(LEADS[0]!);
    expect(alone).toMatchObject({
      ...{ qualification_method: 'cascade', score_is_stale: false, win_probability: null },
      qualification: { llm_score: null, cost_usd: null, provider: null, fallback_reason: null },
    });
    expect(requests()).toBe(0);
    await choose(ALL);
    const asked = await score(LEADS[0]!);
    expect(asked).toMatchObject({ qualification_score: alone.qualification_score, score_is_stale: false });
    expect(asked.qualification).toMatchObject({ llm_score: 90, provider: expect.any(String) });
    expect(asked.qualification.reasoning).toContain('Language model: ');
    expect(requests()).toBe(1);
  });
});

describe('A cascade above a learned model', () => {
  beforeAll(async () => {
    await activateModel(service.database, PAST, 5);
  });

  it('adds what the language model is worth, as one of the parts', async () => {
    await choose(NONE);
    const alone = await score(LEADS[1]!);
    expect(alone).toMatchObject({ qualification_method: 'cascade', qualification_model: 'learned-5' });
    await choose(ALL);
    const asked = await score(LEADS[1]!);
    expect(asked).toMatchObject({ qualification_method: 'cascade', qualification: { llm_score: 90 } });
    expect(asked.win_probability).toBeGreaterThan(alone.win_probability);
    const part = asked.qualification_factors.learned!.parts.find(({ field }) => field === 'language model')!;
    expect(part).toMatchObject({ value: '90' });
    const odds = ({ win_probability: chance }: Scored) => chance / (1 - chance);
    expect(odds(alone) * part.factor).toBeCloseTo(odds(asked), 8);
  });

  it('goes on without the language model where that fails, and says so', async () => {
    for (const provider of [service.runpod, service.cerebras]) provider.script(failure(500));
    const lead = await score(LEADS[2]!);
    expect(lead).toMatchObject({ qualification_method: 'cascade', qualification: { llm_score: null } });
    expect(lead.qualification.fallback_reason).toMatch(/_API_ERROR$/);
    expect(lead.win_probability).toBeGreaterThan(0);
  });

  it('says before a run what it will ask and save, and scores all leads of it', async () => {
    const { http, database } = service;
    await choose({ share: 0.5, random_share: 0.5 });
    await database.query('DELETE FROM leads');
    for (const lead of LEADS) await http.post('/api/v1/leads').send(lead).expect(201);
    const { body } = await http.post('/api/v1/qualification-runs').send({ filter: {} });
    expect(body).toMatchObject({ method: 'cascade', estimate: { leads: 12, asked: 6 } });
    expect(Number(body.estimate.saved_usd)).toBeGreaterThan(0);
    await until(async () => (await http.get(`/api/v1/qualification-runs/${body.id}`)).body.state === 'completed');
    const [counted] = await database.query<{ leads: number; asked: number }>(
      `SELECT count(*)::int AS leads, count(llm_score)::int AS asked FROM qualifications WHERE method = 'cascade'`,
    );
    expect(counted!.leads).toBe(12);
    expect(counted!.asked).toBe(requests());
    expect(counted!.asked).toBeGreaterThan(0);
    expect(counted!.asked).toBeLessThan(12);
    const usage = (await http.get('/api/v1/llm/usage')).body;
    expect(usage.cascade).toMatchObject({ leads: 12, asked: counted!.asked });
    expect(Number(usage.cascade.saved_usd)).toBeGreaterThan(0);
    expect((await http.get('/api/v1/llm/usage?tag=x')).body.cascade).toBeNull();
  });

  it('asks no more when its budget is spent, and goes on', async () => {
    const { http } = service;
    await choose(ALL);
    const budget = '/api/v1/llm/budgets/workspace';
    expect((await http.put(budget).send({ limit_usd: '0.000000000001', period: 'day' })).status).toBe(200);
    const lead = await score(LEADS[3]!);
    expect(lead.qualification).toMatchObject({
      method: 'cascade',
      llm_score: null,
      fallback_reason: 'BUDGET_EXCEEDED',
    });
    const run = await http
      .post('/api/v1/qualification-runs')
      .send({ lead_ids: [lead.id], requalify: true, method: 'cascade' });
    await until(async () => (await http.get(`/api/v1/qualification-runs/${run.body.id}`)).body.state === 'completed');
    expect((await http.delete(budget)).status).toBe(204);
  });

  it('refuses what is no choice', async () => {
    for (const cascade of [
      { tier: 'D' },
      { share: 1.5 },
      { share: '0.1' },
      { random_share: -1 },
      { limit: 3 },
      'all',
      [],
    ]) {
      expectFailure(await choose(cascade), 422, 'VALIDATION_ERROR');
    }
  });
});

describe('A cascade without any language model', () => {
  it('scores by rules and says why, or by the learned model', async () => {
    expect((await choose(ALL, bare)).status).toBe(200);
    expect(await score(LEADS[4]!, bare)).toMatchObject({
      ...{ qualification_method: 'rules', score_is_stale: false },
      qualification: { fallback_reason: 'LLM_NOT_CONFIGURED' },
    });
    await activateModel(bare.database, PAST);
    expect(await score(LEADS[4]!, bare)).toMatchObject({ qualification_method: 'learned', score_is_stale: false });
  });
});
