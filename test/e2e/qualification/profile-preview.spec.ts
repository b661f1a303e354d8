import { beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from 'supertest';
import { clientOf, issueKey, makeWorkspace, profileOf } from '../../support/callers.js';
import { expectFailure } from '../../support/failure.js';
import { LEAD } from '../../support/sample-lead.js';
import { useService } from '../../support/test-service.js';

const PREVIEW = '/api/v1/scoring-profile/preview';
const service = useService({ PREVIEW_LEADS: '100' });
let us: Agent;
let profile: Record<string, unknown>;

beforeAll(async () => {
  us = clientOf(service.url, await issueKey(service));
  profile = (await profileOf(us)) as Record<string, unknown>;
  const leads = Array.from({ length: 60 }, (_, index) => ({
    ...LEAD,
    company_name: `Company ${index}`,
    industry: index < 20 ? 'Shipbuilding' : 'Software',
    external_id: `${index}`,
    contact_email: `person${index}@company${index}.example`,
  }));
  expect((await us.post('/api/v1/leads/batch').send({ leads })).status).toBe(200);
});

describe('the versions of a scoring profile', () => {
  it('are listed newest first, a page at a time, each as it may be sent back', async () => {
    const workspace = await makeWorkspace(service.database, 'Versions');
    const them = clientOf(service.url, await issueKey(service, { workspace }));
    const list = async (query: object) => (await them.get('/api/v1/scoring-profile/versions').query(query)).body;
    expect((await list({})).data).toMatchObject([{ version: 1 }]);
    for (const phrase of ['one', 'two']) {
      await them.put('/api/v1/scoring-profile').send({ ...profile, buying_signals: [phrase] });
    }
    const { data, next_cursor: cursor } = await list({ limit: 2 });
    expect(data).toMatchObject([
      { version: 3, buying_signals: ['two'] },
      { version: 2, buying_signals: ['one'] },
    ]);
    const last = await list({ limit: 2, cursor });
    expect(last).toMatchObject({ data: [{ version: 1 }], next_cursor: null });
    const restored = { ...last.data[0], version: undefined, created_at: undefined };
    expect((await them.put('/api/v1/scoring-profile').send(restored)).body).toEqual({
      ...last.data[0],
      version: 4,
      created_at: expect.any(String),
    });
    expect((await us.get('/api/v1/scoring-profile/versions').query({ cursor })).status).toBe(422);
  });
});

describe('a preview of a scoring profile', () => {
  it('changes nothing with the profile that counts', async () => {
    const { status, body } = await us.post(PREVIEW).send(profile);
    expect(status).toBe(200);
    expect(body).toMatchObject({ profile_version: 1, leads: 60, sampled: false, changed: 0, moves: [] });
    expect(body.tiers.every(({ from, to }: { from: string; to: string }) => from === to)).toBe(true);
  });

  it('tells how many leads go from tier to tier, which move most, and why', async () => {
    const draft = { ...profile, ideal_industries: ['Shipbuilding'] };
    const { body } = await us.post(PREVIEW).send(draft);
    expect(body.changed).toBe(60);
    const sum = body.tiers.reduce((total: number, { leads }: { leads: number }) => total + leads, 0);
    expect(sum).toBe(60);
    expect(body.moves).toHaveLength(20);
    const sizes = body.moves.map((move: { score: number; score_now: number }) => Math.abs(move.score - move.score_now));
    expect(sizes).toEqual(sizes.toSorted((a: number, b: number) => b - a));
    expect(body.moves[0].reason).toMatch(/industry/i);
  });

  it('scores as the leads are scored once the profile counts, and stores nothing itself', async () => {
    const before = await service.database.query('SELECT version FROM scoring_profiles');
    const draft = { ...profile, ideal_industries: ['Shipbuilding'], tier_limits: { a: 70, b: 50, c: 20 } };
    const { body } = await us.post(PREVIEW).send(draft);
    expect(await service.database.query('SELECT version FROM scoring_profiles')).toEqual(before);
    expect(await service.database.query('SELECT FROM qualifications')).toEqual([]);
    await us.put('/api/v1/scoring-profile').send(draft);
    for (const move of body.moves.slice(0, 5)) {
      const { body: scored } = await us.post(`/api/v1/leads/${move.lead_id}/qualify`).send({});
      expect(scored).toMatchObject({ qualification_score: move.score, qualification_tier: move.tier });
    }
    await us.put('/api/v1/scoring-profile').send(profile);
  });

  it('says so where it scores the newest leads only', async () => {
    const workspace = await makeWorkspace(service.database, 'Large');
    const them = clientOf(service.url, await issueKey(service, { workspace }));
    const leads = Array.from({ length: 101 }, (_, index) => ({
      company_name: `Company ${index}`,
      external_id: `${index}`,
    }));
    await them.post('/api/v1/leads/batch').send({ leads });
    expect((await them.post(PREVIEW).send(profile)).body).toMatchObject({ leads: 100, sampled: true });
  });

  it('refuses a profile that could not be stored', async () => {
    const answer = await us
      .post(PREVIEW)
      .send({ ...profile, weights: { company_fit: 1, contact_quality: 1, sales_potential: 1 } });
    expectFailure(answer, 422, 'VALIDATION_ERROR');
  });

  it('needs a key that may read leads', async () => {
    const other = clientOf(service.url, await issueKey(service, { scopes: ['usage:read'] }));
    expectFailure(await other.post(PREVIEW).send(profile), 403, 'ACCESS_DENIED');
  });
});
