import { beforeAll, describe, expect, it } from 'vitest';
import { makeWorkspace } from '../support/callers.js';
import { expectFailure } from '../support/failure.js';
import { generateLeads } from '../support/generated-leads.js';
import { longestTurn } from '../support/longest-turn.js';
import { MODELS_PATH as PATH, type ScoringModel, ScoringModelClient } from '../support/scoring-models.js';
import { useService } from '../support/test-service.js';
import { until } from '../support/until.js';

const service = useService();
const { read, change, train, plant, empty } = new ScoringModelClient(service);

describe('A scoring model', () => {
  beforeAll(async () => {
    await empty();
    await plant(generateLeads(2_000, 1));
  });

  it('is learned from the outcomes without holding up others, and is in use at once if it is worth it', async () => {
    let trained: ScoringModel | undefined;
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
    const { data } = (await service.http.get(PATH)).body as { data: ScoringModel[] };
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
    const { version } = answers.find(({ status }) => status === 202)!.body as ScoringModel;
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
