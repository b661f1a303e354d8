import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { useProviderDouble } from '../support/provider-double.js';
import { failure, goodAnswer, late } from '../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../support/sample-lead.js';
import { startReplica, useReplica, useService } from '../support/test-service.js';
import { until } from '../support/until.js';
import { type Body, changeProfile, FACTS, FRESH, MODEL, PROFILE, read } from '../support/stale-scores.js';

describe('Scoring by a model', () => {
  const provider = useProviderDouble();
  const asCerebras = (more: Record<string, string> = {}) => ({
    CEREBRAS_API_KEY: 'test-key',
    CEREBRAS_API_BASE: `${provider.url}/v1`,
    ...more,
  });
  const service = useService(() => asCerebras());
  const replica = useReplica(service, () => asCerebras());
  const answer = (score: number) => goodAnswer(scoringAnswer(score, score, score), { model: 'gpt-oss-120b-2026' });
  let lead: Body;
  let path: string;

  beforeEach(async () => {
    provider.script(answer(50));
    lead = (await service.http.post('/api/v1/leads').send(LEAD)).body as Body;
    path = `/api/v1/leads/${lead.id}`;
  });

  const qualify = (at: { url: string } = service, body: object = {}) =>
    fetch(`${at.url}${path}/qualify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then(async (response) => ({ status: response.status, body: (await response.json()) as Body }));
  const history = async () => ((await service.http.get(`${path}/qualifications`)).body as { data: Body[] }).data;

  it('gives a score that holds, whatever the provider calls its model', async () => {
    expect((await qualify()).body).toMatchObject({ ...FRESH, qualification_model: 'gpt-oss-120b-2026' });
    expect(await read(service, lead)).toMatchObject(FRESH);
  });

  it('leaves the score marked if the lead changes meanwhile', async () => {
    const changed = Promise.withResolvers<unknown>();
    provider.script(late(changed.promise, answer(70)));
    const scoring = qualify();
    await provider.received(1);
    await service.http.patch(path).send({ notes: 'No budget.' });
    changed.resolve(undefined);
    expect((await scoring).body).toMatchObject({ ...FACTS, notes: 'No budget.', qualification: { facts: LEAD } });
    expect(await read(service, lead)).toMatchObject(FACTS);
  });

  it('leaves the score marked if the profile changes meanwhile', async () => {
    const changed = Promise.withResolvers<unknown>();
    provider.script(late(changed.promise, answer(70)));
    const scoring = qualify();
    await provider.received(1);
    await changeProfile(service);
    changed.resolve(undefined);
    expect((await scoring).body).toMatchObject(PROFILE);
  });

  it('asks once for all who want the same lead at the same moment, at one cost, in all replicas', async () => {
    provider.script(late(300, answer(80)), answer(10));
    const answers = await Promise.all([service, replica, service, replica, service].map((at) => qualify(at)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => (body.qualification as Body).id)).size).toBe(1);
    expect(answers.map(({ body }) => body.qualification_score)).toEqual([80, 80, 80, 80, 80]);
    expect(provider.requests).toHaveLength(1);
    expect(await history()).toHaveLength(1);
    const calls = () =>
      service.database.query<{ cost: string }>(
        `SELECT cost_pico_usd AS cost FROM llm_calls WHERE operation = 'qualification' AND created_at >= $1::timestamptz`,
        [lead.created_at],
      );
    await until(async () => (await calls()).length > 0);
    await sleep(1_500);
    expect(await calls()).toHaveLength(1);
  });

  it('asks again for one who comes later', async () => {
    await qualify();
    await qualify();
    expect(provider.requests).toHaveLength(2);
    expect(await history()).toHaveLength(2);
  });

  it('asks again for one who waited, if the lead has changed since', async () => {
    const changed = Promise.withResolvers<unknown>();
    provider.script(late(changed.promise, answer(70)), answer(20));
    const first = qualify();
    await provider.received(1);
    await service.http.patch(path).send({ notes: 'No budget.' });
    const second = qualify(replica);
    await sleep(100);
    changed.resolve(undefined);
    expect((await first).body).toMatchObject(FACTS);
    expect((await second).body).toMatchObject({ ...FRESH, qualification: { facts: { ...LEAD, notes: 'No budget.' } } });
    expect(provider.requests).toHaveLength(2);
  });

  it('asks again for one who waited, if the profile has changed since', async () => {
    const changed = Promise.withResolvers<unknown>();
    provider.script(late(changed.promise, answer(70)), answer(20));
    const first = qualify();
    await provider.received(1);
    await changeProfile(service);
    const second = qualify(replica);
    await sleep(100);
    changed.resolve(undefined);
    await first;
    expect((await second).body).toMatchObject(FRESH);
    expect(provider.requests).toHaveLength(2);
  });

  it('asks again for one who waited, if the first got no score', async () => {
    const strict = await startReplica(service.database, asCerebras({ QUALIFICATION_FALLBACK: 'none' }));
    try {
      const failed = Promise.withResolvers<unknown>();
      provider.script(late(failed.promise, failure(400)), answer(60));
      const first = qualify(strict);
      await provider.received(1);
      const second = qualify(replica);
      await sleep(100);
      failed.resolve(undefined);
      expect((await first).status).toBe(502);
      expect((await second).body).toMatchObject({ ...FRESH, status: 'qualified', qualification_score: 60 });
    } finally {
      await strict.stop();
    }
  });

  it('asks at once for one who forces it', async () => {
    const other = Promise.withResolvers<unknown>();
    provider.script(late(other.promise, answer(70)), answer(20));
    const first = qualify();
    await provider.received(1);
    expect((await qualify(replica, { force: true })).body).toMatchObject({ qualification_score: 20 });
    other.resolve(undefined);
    expect((await first).body).toMatchObject({ qualification_score: 70 });
    expect(await history()).toHaveLength(2);
  });

  it('answers 404 to one who waits for a lead that is deleted', async () => {
    const deleted = Promise.withResolvers<unknown>();
    provider.script(late(deleted.promise, answer(70)));
    const first = qualify();
    await provider.received(1);
    const second = qualify(replica);
    await sleep(60);
    await service.http.delete(path);
    deleted.resolve(undefined);
    expect([(await first).status, (await second).status]).toEqual([404, 404]);
  });

  it('lets no caller wait for ever, and says when to come again', async () => {
    const impatient = await startReplica(service.database, asCerebras({ QUALIFICATION_WAIT_MS: '300' }));
    try {
      const enough = Promise.withResolvers<unknown>();
      provider.script(late(enough.promise, answer(70)));
      const first = qualify(service);
      await provider.received(1);
      const { status, body } = await qualify(impatient);
      expect({ status, body }).toMatchObject({
        status: 503,
        body: { error_code: 'QUALIFICATION_IN_PROGRESS', details: { lead_id: lead.id } },
      });
      expect(await read(service, lead)).toMatchObject({ status: 'qualifying' });
      enough.resolve(undefined);
      expect((await first).body).toMatchObject(FRESH);
    } finally {
      await impatient.stop();
    }
  });

  it('makes scores stale by other models, and by rules that were no fallback', async () => {
    await qualify();
    const other = await startReplica(service.database, asCerebras({ CEREBRAS_DEFAULT_MODEL: 'zai-glm-4.7' }));
    const ruled = await startReplica(service.database);
    const at = async ({ url }: { url: string }) => (await fetch(`${url}${path}`)).json();
    try {
      expect(await at(service)).toMatchObject(FRESH);
      expect(await at(other)).toMatchObject(MODEL);
      expect(await at(ruled)).toMatchObject(MODEL);
      await qualify(ruled);
      expect(await at(ruled)).toMatchObject(FRESH);
      expect(await at(service)).toMatchObject(MODEL);
      provider.script(failure(400));
      expect((await qualify(service)).body).toMatchObject({ ...FRESH, qualification_method: 'rules' });
    } finally {
      await Promise.all([other.stop(), ruled.stop()]);
    }
  });

  it('keeps no claim when it is over', async () => {
    await qualify();
    provider.script(failure(400));
    await qualify();
    expect(await service.database.query('SELECT FROM scoring_claims')).toEqual([]);
  });
});
