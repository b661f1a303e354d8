import { describe, expect, it } from 'vitest';
import { LEAD } from '../../support/sample-lead.js';
import { useService } from '../../support/test-service.js';

const PATH = '/api/v1/scoring-profile';
const PROFILE = {
  ideal_industries: ['Mining'],
  company_sizes: [{ min: 10_000, max: null }],
  target_titles: ['Geology'],
  target_seniorities: ['intern'],
  buying_signals: ['drill'],
  disqualifiers: ['demo'],
  weights: { company_fit: 0.2, contact_quality: 0.3, sales_potential: 0.5 },
  tier_limits: { a: 90, b: 70, c: 50 },
};

/** A condition that is fine but for its changes. */
const condition = (changes: object) => ({
  field: 'source',
  operator: 'equals',
  value: 'referral',
  points: 10,
  ...changes,
});

describe('the scoring profile', () => {
  const service = useService();

  const versions = async () =>
    (await service.database.query<{ version: number }>('SELECT version FROM scoring_profiles ORDER BY version')).map(
      ({ version }) => version,
    );

  it('exists from the start, as version 1', async () => {
    const { status, body } = await service.http.get(PATH);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: 1,
      weights: { company_fit: 0.4, contact_quality: 0.3, sales_potential: 0.3 },
      tier_limits: { a: 80, b: 60, c: 40 },
    });
  });

  it.each([
    ['weights that do not add up to 1', { weights: { ...PROFILE.weights, company_fit: 0.3 } }, 'weights'],
    [
      'a negative weight',
      { weights: { company_fit: -0.2, contact_quality: 0.7, sales_potential: 0.5 } },
      'weights.company_fit',
    ],
    ['a weight too many', { weights: { ...PROFILE.weights, luck: 0 } }, 'weights.luck'],
    ['weights that are a list', { weights: [0.2, 0.3, 0.5] }, 'weights'],
    ['no weights', { weights: null }, 'weights'],
    ['tier limits that go up', { tier_limits: { a: 50, b: 70, c: 90 } }, 'tier_limits'],
    ['a limit over 100', { tier_limits: { a: 101, b: 70, c: 50 } }, 'tier_limits.a'],
    ['a range that ends before it begins', { company_sizes: [{ min: 10, max: 9 }] }, 'company_sizes.0.max'],
    ['a range without an end', { company_sizes: [{ min: 10 }] }, 'company_sizes.0.max'],
    ['ranges that are an object', { company_sizes: { min: 1, max: 2 } }, 'company_sizes'],
    ['a range that is a number', { company_sizes: [5] }, 'company_sizes.0'],
    ['an unknown seniority', { target_seniorities: ['king'] }, 'target_seniorities'],
    ['an empty signal', { buying_signals: ['  '] }, 'buying_signals'],
    ['a signal of nine words', { buying_signals: ['a b c d e f g h i'] }, 'buying_signals'],
    ['a NUL in a signal', { buying_signals: ['a\0b'] }, 'buying_signals'],
    [
      'too many industries',
      { ideal_industries: Array.from({ length: 101 }, (_, n) => `Industry ${n}`) },
      'ideal_industries',
    ],
    ['a title that is no text', { target_titles: [1] }, 'target_titles'],
    ['a field too many', { luck: true }, 'luck'],
    ['a missing list', { disqualifiers: undefined }, 'disqualifiers'],
  ])('refuses %s and stores nothing', async (_, change, field) => {
    const before = await versions();
    const { status, body } = await service.http.put(PATH).send({ ...PROFILE, ...change });
    expect(status).toBe(422);
    expect(body.error_code).toBe('VALIDATION_ERROR');
    expect(body.details.errors.map((error: { field: string }) => error.field)).toContain(field);
    expect(await versions()).toEqual(before);
  });

  it('changes scores, and each qualification names its profile version', async () => {
    const before = await service.http.post('/api/v1/leads/qualify').send(LEAD);
    const put = await service.http.put(PATH).send(PROFILE);
    expect(put.status).toBe(200);
    expect(put.body).toMatchObject({ ...PROFILE, version: 2 });
    const after = await service.http.post(`/api/v1/leads/${before.body.id}/qualify`);
    expect(after.body.qualification_score).toBeLessThan(before.body.qualification_score);
    expect(before.body.qualification.profile_version).toBe(1);
    expect(after.body.qualification.profile_version).toBe(2);
  });

  it('counts conditions under the total and names their points', async () => {
    const conditions = [
      condition({ points: 7 }),
      condition({ field: 'additional_data.seats', operator: 'at_least', value: 100, points: 5 }),
    ];
    await service.http.put(PATH).send({ ...PROFILE, conditions: [] });
    const lead = { ...LEAD, notes: null, source: 'Referral', additional_data: { seats: '1,200' } };
    const before = await service.http.post('/api/v1/leads/qualify').send(lead);
    await service.http.put(PATH).send({ ...PROFILE, conditions });
    const { body } = await service.http.post(`/api/v1/leads/${before.body.id}/qualify`);
    expect(body.qualification_score).toBeCloseTo((before.body.qualification_score as number) + 12, 5);
    expect(body.qualification_factors.adjustments).toMatchObject({ points: 12, max_points: 12 });
    const exported = (await service.http.get(`/api/v1/leads/${before.body.id}/export`)).body;
    expect(exported.qualifications[0].factors).toEqual(body.qualification_factors);
    expect(exported.qualifications[1].factors).toEqual(before.body.qualification_factors);
  });

  it('gives every writer a version of its own', async () => {
    const first = (await versions()).at(-1)!;
    const answers = await Promise.all(Array.from({ length: 20 }, () => service.http.put(PATH).send(PROFILE)));
    expect(answers.map(({ body }) => body.version as number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => first + n + 1),
    );
  });
});
