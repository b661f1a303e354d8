import { beforeAll, describe, expect, it } from 'vitest';
import type { Example } from '../../src/qualification/learning/example.js';
import { ModelRetraining } from '../../src/qualification/models/model-retraining.js';
import { ScoringModelsService } from '../../src/qualification/models/scoring-models.service.js';
import { makeWorkspace } from '../support/callers.js';
import { expectFailure } from '../support/failure.js';
import { generateLeads } from '../support/generated-leads.js';
import { longestTurn } from '../support/longest-turn.js';
import { plantEnded } from '../support/scoring-models.js';
import { useService } from '../support/test-service.js';
import { until } from '../support/until.js';

const PATH = '/api/v1/scoring-models';
const service = useService();

interface Model extends Record<string, unknown> {
  version: number;
  status: string;
  sentence: string;
  auc: number;
  ece: number;
}

const read = async (version: number): Promise<Model> => (await service.http.get(`${PATH}/${version}`)).body as Model;
const change = (version: number, what: string) => service.http.post(`${PATH}/${version}/${what}`);

/** Trains a version, and gives it when it is done. */
async function train(body: object = {}): Promise<Model> {
  const begun = await service.http.post(PATH).send(body);
  expect({ status: begun.status, body: begun.body }).toMatchObject({ status: 202, body: { status: 'training' } });
  const { version } = begun.body as Model;
  await until(async () => (await read(version)).status !== 'training');
  return read(version);
}

const plant = (leads: readonly Example[], workspace?: string) => plantEnded(service.database, leads, workspace);

async function empty(): Promise<void> {
  await service.database.query('DELETE FROM leads');
  await service.database.query('DELETE FROM scoring_models');
}

describe('A scoring model', () => {
  beforeAll(async () => {
    await empty();
    await plant(generateLeads(2_000, 1));
  });

  it('is learned from the outcomes without holding up others, and is in use at once if it is worth it', async () => {
    let trained: Model | undefined;
    const held = await longestTurn(train().then((model) => (trained = model)));
    expect(held).toBeLessThan(50);
    expect(trained).toMatchObject({ version: 1, status: 'active', won: expect.any(Number), lost: expect.any(Number) });
    expect(trained!.sentence).toMatch(/better than the base rate\.$/);
    expect(trained!.auc).toBeGreaterThan(0.7);
    expect(trained!.auc).toBeLessThan(0.8);
    expect(trained!.ece).toBeLessThan(0.05);
  });

  it('says what it uses and what it left out, and why', async () => {
    const { fields, left_out, calibration, forward_auc } = await read(1);
    const source = (fields as { field: string; values: { value: string; weight: number }[] }[]).find(
      ({ field }) => field === 'source',
    );
    const weights = new Map(source!.values.map(({ value, weight }) => [value, weight]));
    expect(weights.get('referral')).toBeGreaterThan(weights.get('cold list')!);
    expect(left_out).toContainEqual({ field: 'additional_data.lead_no', reason: 'identifier' });
    expect(calibration).toHaveLength(10);
    expect(forward_auc).toBeGreaterThan(0.6);
  });

  it('is learned from the facts that were first judged, not from those of today', async () => {
    const judge = (facts: string) =>
      service.database.query(
        `INSERT INTO qualifications
           (workspace_id, id, lead_id, score, tier, reasoning, factors, method, model, latency_ms, profile_version, facts)
         SELECT workspace_id, gen_random_uuid(), id, 50, 'C', '', '{}', 'rules', 'rules-2', 0, 1, ${facts} FROM leads`,
      );
    await judge('lead_facts(leads)');
    await service.database.query(`UPDATE leads SET additional_data = '{}', source = 'deal won'`);
    await judge('lead_facts(leads)');
    const { fields } = await train();
    expect(JSON.stringify(fields)).toContain('referral');
    expect(JSON.stringify(fields)).not.toContain('deal won');
    await service.database.query('DELETE FROM qualifications');
    expect(JSON.stringify((await train()).fields)).not.toContain('referral');
  });

  it('replaces the one in use, which is retired, and can be brought back', async () => {
    await empty();
    await plant(generateLeads(1_000, 2));
    await train();
    expect(await train({ exclude: ['country'] })).toMatchObject({ version: 2, status: 'active', exclude: ['country'] });
    expect((await read(1)).status).toBe('retired');
    expect((await change(1, 'activate')).body).toMatchObject({ version: 1, status: 'active' });
    expect((await read(2)).status).toBe('retired');
    expect((await change(1, 'retire')).body).toMatchObject({ status: 'retired' });
    const { data } = (await service.http.get(PATH)).body as { data: Model[] };
    expect(data.map(({ version, status }) => [version, status])).toEqual([
      [2, 'retired'],
      [1, 'retired'],
    ]);
  });

  it('keeps the choice of fields of the version before, unless another one is made', async () => {
    const again = await train();
    expect(again).toMatchObject({ version: 3, exclude: ['country'] });
    expect(JSON.stringify(again.fields)).not.toContain('"country"');
    expect(await train({ exclude: [] })).toMatchObject({ version: 4, exclude: [] });
  });

  it('is held back if it ranks much worse than the one in use', async () => {
    const worse = await train({ exclude: ['source', 'industry', 'notes', 'contact_title', 'additional_data.visits'] });
    expect(worse).toMatchObject({
      status: 'held',
      sentence: expect.stringContaining('Ranks worse than the model in use'),
    });
    expect((await read(4)).status).toBe('active');
    expect((await change(worse.version, 'activate')).status).toBe(200);
  });

  it('that is in training keeps another one from being trained', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => service.http.post(PATH).send({ exclude: [] })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409, 409]);
    expectFailure(
      answers.find(({ status }) => status === 409)!,
      409,
      'TRAINING_IN_PROGRESS',
    );
    const { version } = answers.find(({ status }) => status === 202)!.body as Model;
    await until(async () => (await read(version)).status !== 'training');
  });

  it('is not learned from a few outcomes, nor from noise', async () => {
    await empty();
    expect(await train()).toMatchObject({ status: 'too_few', won: 0, lost: 0, auc: null });
    await plant(generateLeads(40, 3));
    const few = await train();
    expect(few).toMatchObject({ status: 'too_few', sentence: expect.stringContaining('at least 20 of each') });
    await service.database.query('DELETE FROM leads');
    await plant(generateLeads(400, 4, { isNoise: true }));
    const noise = await train();
    expect(noise.status).toBe('no_better_than_chance');
    expectFailure(await change(noise.version, 'activate'), 409, 'SCORING_MODEL_UNUSABLE');
    expectFailure(await change(few.version, 'retire'), 409, 'SCORING_MODEL_UNUSABLE');
  });

  it('sees no outcomes of other workspaces, and is gone with its own', async () => {
    await empty();
    const other = await makeWorkspace(service.database);
    await plant(generateLeads(100, 5), other);
    expect(await train()).toMatchObject({ status: 'too_few', won: 0 });
    await service.database.query('UPDATE scoring_models SET workspace_id = $1', [other]);
    await service.database.query('DELETE FROM workspaces WHERE id = $1', [other]);
    expect(await service.database.query('SELECT FROM scoring_models')).toHaveLength(0);
  });

  it('is trained anew by itself a day later, when there are enough new outcomes, once for all replicas', async () => {
    await empty();
    await plant(generateLeads(300, 6));
    const retraining = service.app.get(ModelRetraining);
    const age = () => service.database.query(`UPDATE scoring_models SET created_at = created_at - interval '25 hours'`);
    const versions = async () => ((await service.http.get(PATH)).body as { data: Model[] }).data.length;
    await retraining.sweep();
    expect(await versions()).toBe(0);
    expect(await train()).toMatchObject({ status: 'active' });
    await plant(generateLeads(29, 7));
    await age();
    await retraining.sweep();
    expect(await versions()).toBe(1);
    await plant(generateLeads(1, 8));
    await Promise.all([retraining.sweep(), retraining.sweep(), retraining.sweep()]);
    await until(async () => (await read(2)).status !== 'training');
    expect(await read(2)).toMatchObject({ status: 'active' });
    await plant(generateLeads(60, 9));
    await retraining.sweep();
    expect(await versions()).toBe(2);
  });

  it('that was taken out of use is not replaced by one that nobody asked for', async () => {
    await change(2, 'retire');
    await service.database.query(`UPDATE scoring_models SET created_at = created_at - interval '25 hours'`);
    await service.app.get(ModelRetraining).sweep();
    await until(async () => (await read(3)).status !== 'training');
    expect(await read(3)).toMatchObject({ status: 'held', sentence: expect.stringContaining('taken out of use') });
    expect((await change(3, 'activate')).status).toBe(200);
  });

  it('shows how leads ended that it had scored before, and warns where they ended the other way round', async () => {
    const judge = (probability: string) =>
      service.database.query(
        `INSERT INTO qualifications
           (workspace_id, id, lead_id, score, tier, reasoning, factors, method, model, latency_ms, profile_version, win_probability, created_at)
         SELECT workspace_id, gen_random_uuid(), id, 50, 'C', '', '{}', 'learned', 'learned-3', 0, 1, ${probability},
           outcome_at - interval '1 day' FROM leads`,
      );
    expect(await read(3)).toMatchObject({ later_auc: null, later_won: 0, later_lost: 0 });
    await judge(`CASE outcome WHEN 'won' THEN 0.2 ELSE 0.7 END`);
    expect(await read(3)).toMatchObject({ later_auc: 0, warning: expect.stringContaining('ranked backwards') });
    await service.database.query('DELETE FROM qualifications');
    await judge(`CASE outcome WHEN 'won' THEN 0.7 ELSE 0.2 END`);
    expect(await read(3)).toMatchObject({ later_auc: 1, later_auc_low: 1 });
    expect((await read(2)).later_auc).toBeNull();
    await service.database.query('DELETE FROM qualifications');
  });

  it('learns what a language model is worth to a cascade, from leads that both scored', async () => {
    await service.database.query(
      `INSERT INTO qualifications
         (workspace_id, id, lead_id, score, tier, reasoning, factors, method, model, latency_ms, profile_version)
       SELECT workspace_id, gen_random_uuid(), id, CASE outcome WHEN 'won' THEN 70 ELSE 40 END + 20 * random(), 'C', '', '{}', 'llm',
         'big', 0, 1 FROM leads LIMIT 100`,
    );
    const { llm_weight, llm_sentence } = await train();
    expect(llm_weight).toBeGreaterThan(0.5);
    expect(llm_sentence).toMatch(/^100 leads have an outcome and a score of a language model: it adds to the score\.$/);
    await service.database.query('DELETE FROM qualifications');
  });

  it('is not there after its workspace was erased while it was trained, and one of a changed profile is usable', async () => {
    const models = service.app.get(ScoringModelsService);
    const other = await makeWorkspace(service.database);
    await plant(generateLeads(400, 10), other);
    const begun = await models.begin(other, {});
    expect(begun.status).toBe('training');
    const work = models.work({ workspace_id: other, version: begun.version }, new AbortController().signal);
    await service.database.query('DELETE FROM workspaces WHERE id = $1', [other]);
    await work;
    expect(await service.database.query('SELECT FROM scoring_models WHERE workspace_id = $1', [other])).toHaveLength(0);
    const training = train();
    const { body } = await service.http.get('/api/v1/scoring-profile');
    const profile: Record<string, unknown> = { ...(body as object), ideal_industries: ['Retail'] };
    delete profile.version;
    delete profile.created_at;
    expect((await service.http.put('/api/v1/scoring-profile').send(profile)).status).toBe(200);
    expect(await training).toMatchObject({ status: 'active' });
    const scored = await service.http.post('/api/v1/leads/qualify').send({ company_name: 'Acme', industry: 'Retail' });
    expect(scored.body).toMatchObject({ qualification_method: 'learned', profile_version: 2, score_is_stale: false });
  });

  it('that does not exist is not found, and neither is what is no version', async () => {
    for (const answer of [
      await service.http.get(`${PATH}/99`),
      await change(99, 'activate'),
      await change(99, 'retire'),
    ]) {
      expectFailure(answer, 404, 'SCORING_MODEL_NOT_FOUND');
    }
    for (const version of ['first', '0', '-1', '1.5', '9'.repeat(20)]) {
      expectFailure(await service.http.get(`${PATH}/${version}`), 404, 'SCORING_MODEL_NOT_FOUND');
    }
    expectFailure(await service.http.post(PATH).send({ exclude: [7] }), 422, 'VALIDATION_ERROR');
  });
});
