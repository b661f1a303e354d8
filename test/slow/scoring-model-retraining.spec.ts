import { describe, expect, it } from 'vitest';
import { ModelRetraining } from '../../src/qualification/models/model-retraining.js';
import { ScoringModelsService } from '../../src/qualification/models/scoring-models.service.js';
import { makeWorkspace } from '../support/callers.js';
import { generateLeads } from '../support/generated-leads.js';
import { MODELS_PATH as PATH, type ScoringModel, ScoringModelClient } from '../support/scoring-models.js';
import { useService } from '../support/test-service.js';
import { until } from '../support/until.js';

const service = useService();
const { read, change, train, plant, empty } = new ScoringModelClient(service);

describe('A scoring model', () => {
  it('is trained anew by itself a day later, when there are enough new outcomes, once for all replicas', async () => {
    await empty();
    await plant(generateLeads(300, 6));
    const retraining = service.app.get(ModelRetraining);
    const age = () => service.database.query(`UPDATE scoring_models SET created_at = created_at - interval '25 hours'`);
    const versions = async () => ((await service.http.get(PATH)).body as { data: ScoringModel[] }).data.length;
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

  it('that was taken out of use is not replaced by one that no caller asked for', async () => {
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
});
