import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LearnedFactorsResponse } from '../../../src/leads/dto/factors.dto.js';
import { useLlmService } from '../../support/llm-service.js';
import { generateLeads } from '../../support/generated-leads.js';
import { expectFailure } from '../../support/failure.js';
import { goodAnswer } from '../../support/provider-responses.js';
import { scoringAnswer } from '../../support/sample-lead.js';
import { activateModel } from '../../support/scoring-models.js';
import { type TestService, useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';
import { useWebhookReceiver } from '../../support/webhook-receiver.js';

interface Scored extends Record<string, unknown> {
  id: string;
  qualification_score: number;
  win_probability: number;
  qualification_factors: { learned: LearnedFactorsResponse };
  qualification: Record<string, unknown>;
}

const PAST = generateLeads(600, 1);
const [FIRST] = generateLeads(1, 2);
const LEAD = { ...FIRST!.facts, source: 'referral', industry: 'Software', notes: 'Asked for a demo; budget is there.' };

const put = async ({ http }: TestService, change: object) => {
  const { body } = await http.get('/api/v1/scoring-profile');
  const profile: Record<string, unknown> = { ...(body as object), ...change };
  delete profile.version;
  delete profile.created_at;
  return http.put('/api/v1/scoring-profile').send(profile);
};
const score = async ({ http }: TestService, lead: object = LEAD): Promise<Scored> => {
  const { status, body } = await http.post('/api/v1/leads/qualify').send(lead);
  expect({ status, body }).toMatchObject({ status: 201 });
  return body as Scored;
};
const again = ({ http }: TestService, { id }: { id: string }, body: object = {}) =>
  http.post(`/api/v1/leads/${id}/qualify`).send(body);

describe('A workspace with a learned model', () => {
  const service = useService({ WEBHOOK_ALLOW_HTTP: 'true', WEBHOOK_ALLOW_PRIVATE: 'true', JOBS_POLL_MS: '100' });
  const receiver = useWebhookReceiver();

  beforeAll(async () => {
    await activateModel(service.database, PAST, 3);
  });

  it('is scored by it: a rank among past leads, a probability, and the reasons', async () => {
    const lead = await score(service);
    expect(lead).toMatchObject({
      qualification_method: 'learned',
      qualification_model: 'learned-3',
      score_is_stale: false,
      qualification: { method: 'learned', model: 'learned-3', fallback_reason: null, llm_score: null, cost_usd: null },
    });
    expect(lead.qualification_score).toBeGreaterThan(60);
    expect(lead.qualification.win_probability).toBe(lead.win_probability);
    expect(lead.qualification.reasoning).toMatch(
      /^Won with a chance of \d+ %, ranked above \d+ % of past leads: .+: \d+ % of \d+ won, odds x /,
    );
    const { base_odds, odds, parts } = lead.qualification_factors.learned;
    expect(odds / (1 + odds)).toBeCloseTo(lead.win_probability, 12);
    expect(parts.reduce((product, { factor }) => product * factor, base_odds) / odds).toBeCloseTo(1, 12);
    const sizes = parts.map(({ factor }) => Math.abs(Math.log(factor)));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(parts.find(({ field }) => field === 'source')!.reason).toMatch(
      /^source = referral: \d+ % of \d+ won, odds x \d/,
    );
  });

  it('shows the probability in the lead, its list, its history, its export and in MCP', async () => {
    const { id, win_probability } = await score(service);
    const { http } = service;
    expect((await http.get(`/api/v1/leads/${id}`)).body.win_probability).toBe(win_probability);
    const { data } = (await http.get('/api/v1/leads?method=learned')).body as { data: Scored[] };
    expect(data.find((lead) => lead.id === id)!.win_probability).toBe(win_probability);
    expect((await http.get(`/api/v1/leads/${id}/qualifications`)).body.data[0].win_probability).toBe(win_probability);
    const csv = (await http.get('/api/v1/leads/export.csv')).text;
    expect(csv).toContain('win_probability');
    expect(csv).toContain(String(win_probability));
    const call = { name: 'get_qualification', arguments: { lead_id: id } };
    const { body } = await http
      .post('/mcp')
      .set('accept', 'application/json, text/event-stream')
      .send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: call });
    expect(JSON.stringify(body)).toContain(String(win_probability));
  });

  it.each<[string, object]>([
    ['says nothing but a name', { company_name: 'X' }],
    ['says what no lead said', { company_name: 'X', industry: 'Alchemy', source: 'a dream' }],
    [
      'has text where numbers were seen',
      { company_name: 'X', additional_data: { visits: 'many', annual_revenue: true } },
    ],
    [
      'has lists where numbers were seen',
      { company_name: 'X', additional_data: { visits: [1], is_customer: { a: 1 } } },
    ],
    [
      'has numbers beyond all bounds',
      { company_name: 'X', additional_data: { visits: -1e300, annual_revenue: 1e300 } },
    ],
  ])('gets a sensible score for a lead that %s', async (_, lead) => {
    const scored = await score(service, lead);
    expect(scored.qualification_method).toBe('learned');
    expect(scored.win_probability).toBeGreaterThan(0.01);
    expect(scored.win_probability).toBeLessThan(0.99);
  });

  it('puts a disqualified lead into D, however likely others like it were won', async () => {
    const lead = await score(service, { ...LEAD, notes: `${LEAD.notes} Now unsubscribed, do not call.` });
    expect(lead).toMatchObject({ qualification_tier: 'D', qualification_method: 'learned' });
    expect(lead.qualification_score).toBeLessThanOrEqual(10);
    expect(lead.qualification.reasoning).toMatch(/^Disqualified by /);
  });

  it('is scored by rules where one request says so', async () => {
    const { id } = await score(service);
    const { body } = await again(service, { id }, { method: 'rules' });
    expect(body).toMatchObject({ qualification_method: 'rules', win_probability: null, stale_reason: 'model_changed' });
    expect((await again(service, { id }, { method: 'learned' })).body.qualification_method).toBe('learned');
    expectFailure(await again(service, { id }, { method: 'guess' }), 422, 'VALIDATION_ERROR');
    expectFailure(await again(service, { id }, { method: 'llm' }), 503, 'LLM_NOT_CONFIGURED');
  });

  it('is scored by it in runs, which say so', async () => {
    const { http, database } = service;
    await database.query('DELETE FROM leads');
    await Promise.all(generateLeads(30, 5).map(({ facts }) => http.post('/api/v1/leads').send(facts).expect(201)));
    const dry = await http.post('/api/v1/qualification-runs').send({ filter: {}, dry_run: true });
    expect(dry.body).toMatchObject({ method: 'learned', cost_usd: '0', estimate: { leads: 30, basis: 'learned' } });
    const { body } = await http.post('/api/v1/qualification-runs').send({ filter: {} });
    await until(async () => (await http.get(`/api/v1/qualification-runs/${body.id}`)).body.state === 'completed');
    const rows = await database.query<{ method: string; same: boolean }>(
      `SELECT method, lead.win_probability = q.win_probability AS same
       FROM qualifications AS q JOIN leads AS lead ON lead.id = q.lead_id`,
    );
    expect(rows).toEqual(Array.from({ length: 30 }, () => ({ method: 'learned', same: true })));
    const next = await http.post('/api/v1/qualification-runs').send({ filter: {}, dry_run: true });
    expect(next.body.counts.total).toBe(0);
    const all = { filter: {}, method: 'rules', requalify: true, dry_run: true };
    expect((await http.post('/api/v1/qualification-runs').send(all)).body).toMatchObject({ counts: { total: 30 } });
  });

  it('tells webhooks the probability, and no change of the lead itself', async () => {
    const { http } = service;
    const { id } = (await http.post('/api/v1/leads').send(LEAD)).body as { id: string };
    await http
      .post('/api/v1/webhooks')
      .send({ url: receiver.url, events: ['lead.updated', 'lead.qualified'] })
      .expect(201);
    const { body } = await again(service, { id });
    await until(() => Promise.resolve(receiver.events.length > 0));
    expect(receiver.events.map((event) => event.body.type)).toEqual(['lead.qualified']);
    expect(receiver.events[0]!.body.data.lead).toMatchObject({
      qualification_method: 'learned',
      win_probability: (body as Scored).win_probability,
    });
  });

  it('has stale scores when another model is in use, and when none is', async () => {
    const lead = await score(service);
    await activateModel(service.database, PAST.slice(0, 500), 4);
    const read = async () => (await service.http.get(`/api/v1/leads/${lead.id}`)).body as Scored;
    expect(await read()).toMatchObject({ stale_reason: 'model_changed' });
    expect((await again(service, lead)).body).toMatchObject({ qualification_model: 'learned-4', stale_reason: null });
    await service.http.post('/api/v1/scoring-models/4/retire').expect(200);
    expect(await read()).toMatchObject({ stale_reason: 'model_changed' });
    expect((await again(service, lead)).body).toMatchObject({ qualification_method: 'rules', stale_reason: null });
  });
});

describe('A workspace that wants learned scores', () => {
  const service = useService();

  it('is scored by rules until there is a model, and says why', async () => {
    expect((await put(service, { scoring: { method: 'learned' } })).status).toBe(200);
    const lead = await score(service);
    expect(lead).toMatchObject({
      ...{ qualification_method: 'rules', win_probability: null, score_is_stale: false },
      qualification: { fallback_reason: 'SCORING_MODEL_MISSING' },
    });
    expect(lead.qualification.reasoning).toMatch(/^No model has been learned yet\. By rules: /);
    await service.database.query(
      `INSERT INTO scoring_models (workspace_id, version, status, sentence)
       SELECT id, 1, 'too_few', '3 won, 1 lost: at least 20 of each are needed.' FROM workspaces`,
    );
    const next = (await again(service, lead)).body as Scored;
    expect(next.qualification.reasoning).toContain(
      'The newest: 3 won, 1 lost: at least 20 of each are needed. By rules: ',
    );
    await activateModel(service.database, PAST, 2);
    expect((await again(service, lead)).body).toMatchObject({ qualification_method: 'learned', stale_reason: null });
  });

  it('shows its choice, and refuses what is none', async () => {
    expect((await service.http.get('/api/v1/scoring-profile')).body.scoring).toMatchObject({ method: 'learned' });
    for (const scoring of [{ method: 'guess' }, { method: 7 }, 'learned', null, { methods: 'learned' }]) {
      expectFailure(await put(service, { scoring }), 422, 'VALIDATION_ERROR');
    }
  });
});

describe('A workspace with language models', () => {
  const service = useLlmService();

  beforeEach(() => {
    service.reset();
    for (const provider of [service.runpod, service.cerebras]) provider.script(goodAnswer(scoringAnswer(90, 80, 70)));
  });

  it('is scored by the learned model once there is one, unless its profile names the language model', async () => {
    const lead = await score(service);
    expect(lead).toMatchObject({ qualification_method: 'llm', win_probability: null });
    await activateModel(service.database, PAST);
    expect((await again(service, lead)).body).toMatchObject({ qualification_method: 'learned' });
    expect((await put(service, { scoring: { method: 'llm' } })).status).toBe(200);
    expect((await again(service, lead)).body).toMatchObject({ qualification_method: 'llm', stale_reason: null });
  });
});
