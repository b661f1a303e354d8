import { describe, expect, it } from 'vitest';
import { brokenRules, expectFailure } from '../../support/failure.js';
import { UNKNOWN_ID } from '../../support/callers.js';
import { LEAD } from '../../support/sample-lead.js';
import { useService } from '../../support/test-service.js';

describe('/api/v1/leads', () => {
  const service = useService();

  it('stores a lead and gives it back', async () => {
    const created = await service.http.post('/api/v1/leads').send({ company_name: ' Acme ', industry: '' });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      company_name: 'Acme',
      industry: null,
      status: 'new',
      qualification_score: null,
    });
    const read = await service.http.get(`/api/v1/leads/${created.body.id}`);
    expect(read.status).toBe(200);
    expect(read.body).toEqual(created.body);
  });
});

const UNKNOWN = `/api/v1/leads/${UNKNOWN_ID}`;
const WHOLE = {
  ...LEAD,
  notes: 'Asked for a demo.\nBudget approved.',
  additional_data: { source: 'webinar', tags: ['a', { b: 1 }] },
};
const UNSCORED = {
  outcome: null,
  outcome_at: null,
  outcome_reason: null,
  outcome_value_usd: null,
  win_probability: null,
  version: 1,
  status: 'new',
  qualification_score: null,
  qualification_tier: null,
  qualification_reasoning: null,
  qualification_factors: null,
  qualification_method: null,
  qualification_provider: null,
  qualification_model: null,
  qualification_latency_ms: null,
  profile_version: null,
  score_is_stale: null,
  stale_reason: null,
  qualified_at: null,
};
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const service = useService();

async function store(fields: object = WHOLE): Promise<{ path: string; lead: Record<string, unknown> }> {
  const { status, body } = await service.http.post('/api/v1/leads').send(fields);
  expect(status).toBe(201);
  return { path: `/api/v1/leads/${body.id as string}`, lead: body };
}

describe('POST', () => {
  it('answers 201 with the whole lead', async () => {
    const before = Date.now();
    const { lead } = await store({ ...WHOLE, external_id: 'crm-1' });
    expect(lead).toEqual({
      ...WHOLE,
      ...UNSCORED,
      external_id: 'crm-1',
      id: expect.stringMatching(UUID_V7),
      created_at: expect.stringMatching(ISO_UTC),
      updated_at: lead.created_at,
    });
    const created = Date.parse(lead.created_at as string);
    expect(created).toBeGreaterThanOrEqual(before - 1_000);
    expect(created).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  it('refuses an external_id that another lead has, and names that lead', async () => {
    await store({ ...WHOLE, external_id: 'crm-2' });
    const { status, headers, body } = await service.http
      .post('/api/v1/leads')
      .send({ ...WHOLE, external_id: ' crm-2 ' });
    expectFailure({ status, headers, body }, 409, 'LEAD_ALREADY_EXISTS');
    expect(body.details).toEqual({ external_id: 'crm-2', lead_id: expect.any(String) });
  });

  it('lets one of many that come at once with the same external_id win', async () => {
    const fields = { ...WHOLE, external_id: 'crm-race' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => service.http.post('/api/v1/leads').send(fields)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  });

  it('lets external ids of different cases, and leads without one, stand side by side', async () => {
    await store({ ...WHOLE, external_id: 'CRM-x' });
    await store({ ...WHOLE, external_id: 'crm-X' });
    await store({ ...WHOLE, external_id: '' });
    await store({ ...WHOLE, external_id: null });
  });
});

describe('GET', () => {
  it('answers what POST answered, also to an id in upper case', async () => {
    const { path, lead } = await store();
    const read = await service.http.get(path);
    const shouted = await service.http.get(`/api/v1/leads/${(lead.id as string).toUpperCase()}`);
    expect([read.status, read.body]).toEqual([200, lead]);
    expect([shouted.status, shouted.body]).toEqual([200, lead]);
  });

  it('answers LEAD_NOT_FOUND to an id that no lead has', async () => {
    const { status, headers, body } = await service.http.get(UNKNOWN);
    expectFailure({ status, headers, body }, 404, 'LEAD_NOT_FOUND');
    expect(body.details).toEqual({ lead_id: UNKNOWN.slice(-36) });
  });
});

describe('PATCH', () => {
  it('changes the given fields alone', async () => {
    const { path, lead } = await store();
    const { status, body } = await service.http
      .patch(path)
      .send({ industry: ' Retail ', company_name: 'Acme Corporation' });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...lead,
      industry: 'Retail',
      company_name: 'Acme Corporation',
      version: 2,
      updated_at: expect.stringMatching(ISO_UTC),
    });
    expect(Date.parse(body.updated_at)).toBeGreaterThan(Date.parse(lead.updated_at as string));
    expect((await service.http.get(path)).body).toEqual(body);
  });

  it.each(Object.keys(WHOLE).filter((field) => field !== 'company_name'))('null or "" clears %s', async (field) => {
    for (const nothing of [null, '']) {
      const { path } = await store();
      const { status, body } = await service.http.patch(path).send({ [field]: nothing });
      expect({ status, value: body[field] }).toEqual({ status: 200, value: null });
    }
  });

  it.each([[null], [''], [' '], [true]])('company_name cannot become %j', async (name) => {
    const { path, lead } = await store();
    const { status, headers, body } = await service.http.patch(path).send({ company_name: name, industry: 'Retail' });
    expectFailure({ status, headers, body }, 422, 'VALIDATION_ERROR');
    expect(brokenRules(body)).toEqual(['company_name: text']);
    expect((await service.http.get(path)).body).toEqual(lead);
  });

  it('with an empty body leaves the lead unchanged', async () => {
    const { path, lead } = await store();
    const { status, body } = await service.http.patch(path).send({});
    expect([status, body]).toEqual([200, lead]);
  });

  it('refuses an external_id that another lead has, and unknown fields', async () => {
    await store({ ...WHOLE, external_id: 'crm-3' });
    const { path, lead } = await store();
    const taken = await service.http.patch(path).send({ external_id: 'crm-3', industry: 'Retail' });
    expectFailure(taken, 409, 'LEAD_ALREADY_EXISTS');
    const unknown = await service.http.patch(path).send({ status: 'qualified' });
    expectFailure(unknown, 422, 'VALIDATION_ERROR');
    expect((await service.http.get(path)).body).toEqual(lead);
  });

  it('answers LEAD_NOT_FOUND to an id that no lead has, whether or not anything would change', async () => {
    expectFailure(await service.http.patch(UNKNOWN).send({ industry: 'Retail' }), 404, 'LEAD_NOT_FOUND');
    expectFailure(await service.http.patch(UNKNOWN).send({}), 404, 'LEAD_NOT_FOUND');
  });
});

describe('DELETE', () => {
  it('answers 204 with nothing, and then the lead is gone for every method', async () => {
    const { path } = await store({ ...WHOLE, external_id: 'crm-4' });
    const { status, text } = await service.http.delete(path);
    expect([status, text]).toEqual([204, '']);
    expectFailure(await service.http.delete(path), 404, 'LEAD_NOT_FOUND');
    expectFailure(await service.http.get(path), 404, 'LEAD_NOT_FOUND');
    expectFailure(await service.http.patch(path).send({ notes: 'x' }), 404, 'LEAD_NOT_FOUND');
    await store({ ...WHOLE, external_id: 'crm-4' });
  });
});
