import { describe, expect, it } from 'vitest';
import { FACT_FIELDS } from '../../src/leads/lead-facts.js';
import { LEAD } from '../support/sample-lead.js';
import { type TestService, useService } from '../support/test-service.js';
import { type Body, changeProfile, FACTS, FRESH, MODEL, PROFILE, read } from '../support/stale-scores.js';

const UNKNOWN = { score_is_stale: null, stale_reason: null };

async function scored(service: TestService, lead: object = LEAD): Promise<Body> {
  return (await service.http.post('/api/v1/leads/qualify').send(lead)).body as Body;
}

describe('A score by rules', () => {
  const service = useService();

  it('holds when it is made, and names the profile', async () => {
    const lead = await scored(service);
    expect(lead).toMatchObject({ ...FRESH, profile_version: 1 });
    expect(await read(service, lead)).toMatchObject({ ...FRESH, profile_version: 1 });
  });

  it('is neither stale nor not where there is none', async () => {
    const { body } = await service.http.post('/api/v1/leads').send(LEAD);
    expect(body).toMatchObject({ ...UNKNOWN, profile_version: null });
  });

  it.each<[string, unknown]>([
    ['company_name', 'Another Ltd'],
    ['company_website', 'https://another.example'],
    ['company_size', '201-500'],
    ['industry', 'Banking'],
    ['contact_name', 'Someone Else'],
    ['contact_email', 'else@acme.example'],
    ['contact_phone', '+49 30 1234567'],
    ['contact_title', 'Intern'],
    ['contact_linkedin_url', 'https://www.linkedin.com/in/else'],
    ['country', 'FR'],
    ['source', 'fair'],
    ['notes', 'No budget.'],
    ['additional_data', { plan: { seats: 7 } }],
  ])('is stale when %s changes, and holds again when it changes back', async (field, value) => {
    expect(FACT_FIELDS).toContain(field);
    const lead = await scored(service);
    const path = `/api/v1/leads/${lead.id}`;
    expect((await service.http.patch(path).send({ [field]: value })).body).toMatchObject(FACTS);
    expect(await read(service, lead)).toMatchObject(FACTS);
    const before = field === 'additional_data' ? { campaign: 'autumn', plan: null } : LEAD[field as keyof typeof LEAD];
    expect((await service.http.patch(path).send({ [field]: before })).body).toMatchObject(FRESH);
    expect((await service.http.patch(path).send({ [field]: null })).status).toBe(field === 'company_name' ? 422 : 200);
  });

  it('has a test for every field that a scorer reads', () => {
    expect([...FACT_FIELDS].sort()).toEqual(Object.keys(LEAD).sort());
  });

  it.each([
    ['external_id', { external_id: 'crm-99' }],
    ['the same values', LEAD],
    ['the same data in another order', { additional_data: { b: 1, a: 2 } }],
    ['nothing', {}],
  ])('holds when %s changes', async (_, change) => {
    const lead = await scored(service, { ...LEAD, additional_data: { a: 2, b: 1, campaign: 'autumn' } });
    const same = 'company_name' in change ? { ...change, additional_data: { a: 2 } } : change;
    expect((await service.http.patch(`/api/v1/leads/${lead.id}`).send(same)).body).toMatchObject(FRESH);
  });

  it('sees numbers, nested lists, accents and long texts as they are stored', async () => {
    const data = {
      n: 0.1,
      big: 12345678901234567890,
      e: 1e21,
      list: [[1, null, 'ä'], { b: true }],
      zero: -0,
      '': '\\u0000',
    };
    const lead = await scored(service, { ...LEAD, notes: `${'ö'.repeat(9_000)}\n\t"`, additional_data: data });
    expect(lead).toMatchObject(FRESH);
    expect(await read(service, lead)).toMatchObject(FRESH);
  });

  it('is stale after an upsert by PUT and in a batch, if that changes a fact', async () => {
    const lead = await scored(service, { ...LEAD, external_id: 'crm-upsert' });
    const put = (body: object) => service.http.put('/api/v1/leads?match=external_id').send(body);
    expect((await put({ ...LEAD, external_id: 'crm-upsert' })).body).toMatchObject(FRESH);
    expect((await put({ ...LEAD, external_id: 'crm-upsert', notes: 'Left.' })).body).toMatchObject(FACTS);
    const batch = (notes: string) =>
      service.http
        .post('/api/v1/leads/batch?match=external_id')
        .send({ leads: [{ ...LEAD, external_id: 'crm-upsert', notes }] });
    await batch(LEAD.notes);
    expect(await read(service, lead)).toMatchObject(FRESH);
    await batch('Came back.');
    expect(await read(service, lead)).toMatchObject(FACTS);
  });

  it('holds after it was made anew', async () => {
    const lead = await scored(service);
    const path = `/api/v1/leads/${lead.id}`;
    await service.http.patch(path).send({ notes: 'No budget.' });
    expect((await service.http.post(`${path}/qualify`)).body).toMatchObject(FRESH);
    expect(await read(service, lead)).toMatchObject(FRESH);
  });

  it('is shown with the facts that it was made from, also after they changed', async () => {
    const lead = await scored(service);
    const path = `/api/v1/leads/${lead.id}`;
    await service.http.patch(path).send({ notes: 'Something else.', external_id: 'crm-facts' });
    await service.http.post(`${path}/qualify`);
    const { data } = (await service.http.get(`${path}/qualifications`)).body as { data: { facts: object }[] };
    expect(data.map(({ facts }) => facts)).toEqual([{ ...LEAD, notes: 'Something else.' }, LEAD]);
    const { body: exported } = await service.http.get(`${path}/export`);
    expect(exported.qualifications).toEqual(data);
    expect(exported.lead).toMatchObject(FRESH);
    await service.http.delete(path);
    expect(await service.database.query('SELECT FROM qualifications WHERE lead_id = $1', [lead.id])).toEqual([]);
  });

  it('has the fingerprint of other qualifications of the same facts', async () => {
    const [one, other] = [await scored(service), await scored(service)];
    const different = await scored(service, { ...LEAD, country: 'AT' });
    const fingerprint = ({ qualification }: Body) => (qualification as Body).facts_fingerprint;
    expect(fingerprint(one)).toBe(fingerprint(other));
    expect(fingerprint(different)).not.toBe(fingerprint(one));
  });
});

describe('The scores of a workspace', () => {
  const service = useService();

  async function listed(query: object): Promise<string[]> {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const { body, status } = await service.http.get('/api/v1/leads').query({ limit: 2, ...query, cursor });
      expect({ status, body }).toMatchObject({ status: 200 });
      const page = body as { data: Body[]; next_cursor: string | null };
      found.push(...page.data.map(({ company_name }) => String(company_name)));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    return found.sort();
  }

  it('are listed by whether they hold, page by page in every order', async () => {
    const leads: Body[] = [];
    for (const name of ['A', 'B', 'C', 'D', 'E']) leads.push(await scored(service, { ...LEAD, company_name: name }));
    await service.http.post('/api/v1/leads').send({ company_name: 'unscored' });
    for (const lead of leads.slice(0, 3)) {
      await service.http.patch(`/api/v1/leads/${lead.id}`).send({ notes: 'No budget.' });
    }
    for (const sort of ['created_at', '-created_at', 'qualification_score', '-qualification_score', 'company_name']) {
      expect(await listed({ stale: true, sort })).toEqual(['A', 'B', 'C']);
      expect(await listed({ stale: false, sort })).toEqual(['D', 'E']);
    }
    expect(await listed({ stale: 'true', tier: 'A' })).toEqual(await listed({ tier: 'A', stale: true }));

    await changeProfile(service);
    expect(await listed({ stale: true })).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(await listed({ stale: false })).toEqual([]);
    expect(await read(service, leads[0]!)).toMatchObject(FACTS);
    expect(await read(service, leads[4]!)).toMatchObject({ ...PROFILE, profile_version: 1 });
    const get = (etag: string) => service.http.get(`/api/v1/leads/${leads[4]!.id}`).set('If-None-Match', etag);
    const { status, headers } = await get(`"${String(leads[4]!.version)}"`);
    expect({ status, etag: headers.etag }).toEqual({
      status: 200,
      etag: `"${String(leads[4]!.version)}-profile_changed"`,
    });
    expect((await get(String(headers.etag))).status).toBe(304);
    const patch = service.http.patch(`/api/v1/leads/${leads[4]!.id}`).set('If-Match', String(headers.etag));
    expect((await patch.send({ external_id: 'crm-etag' })).status).toBe(200);

    await service.http.post(`/api/v1/leads/${leads[4]!.id}/qualify`);
    expect(await listed({ stale: false })).toEqual(['E']);
    expect(await read(service, leads[4]!)).toMatchObject({ ...FRESH, profile_version: 2 });
  });

  it('are changed and erased in bulk by whether they hold, and no others', async () => {
    const [fresh, stale] = [await scored(service), await scored(service)];
    await service.http.patch(`/api/v1/leads/${stale.id}`).send({ notes: 'No budget.', source: 'bulk' });
    await service.http.patch(`/api/v1/leads/${fresh.id}`).send({ source: 'bulk' });
    await service.http.post(`/api/v1/leads/${fresh.id}/qualify`);
    const erase = (isStale: boolean, dry_run: boolean) =>
      service.http.delete('/api/v1/leads').send({ filter: { stale: isStale, source: 'bulk' }, dry_run });
    expect((await erase(true, true)).body).toMatchObject({ matched: 1 });
    expect((await erase(true, false)).body).toMatchObject({ deleted: 1 });
    expect((await service.http.get(`/api/v1/leads/${stale.id}`)).status).toBe(404);
    expect(await read(service, fresh)).toMatchObject(FRESH);
    const update = service.http.patch('/api/v1/leads').send({ filter: { stale: true }, changes: { notes: 'x' } });
    expect((await update).status).toBe(200);
    expect(await read(service, fresh)).toMatchObject(FRESH);
    await service.http.delete(`/api/v1/leads/${fresh.id}`);
  });

  it.each(['yes', '1', 'TRUE', '', 'null'])('are not listed by %j', async (stale) => {
    const { status, body } = await service.http.get('/api/v1/leads').query({ stale });
    expect({ status, body }).toMatchObject({ status: 422, body: { error_code: 'VALIDATION_ERROR' } });
  });

  it('of releases that kept no facts are unknown, unless other rules would score today', async () => {
    const [rules1, rules2, model] = [await scored(service), await scored(service), await scored(service)];
    const forget = (lead: Body, method: string, name: string) =>
      service.database.query(
        `UPDATE leads SET qualification_fingerprint = NULL, qualification_profile_version = NULL, qualification_scorer = NULL,
           qualification_method = $2, qualification_model = $3::text, company_name = 'of old: ' || $3::text WHERE id = $1`,
        [lead.id, method, name],
      );
    await forget(rules1, 'rules', 'rules-1');
    await forget(rules2, 'rules', 'rules-2');
    await forget(model, 'llm', 'gpt-oss-120b');
    await service.database.query('UPDATE qualifications SET facts = NULL, facts_fingerprint = NULL');
    expect(await read(service, rules1)).toMatchObject({ ...MODEL, profile_version: null });
    expect(await read(service, rules2)).toMatchObject(UNKNOWN);
    expect(await read(service, model)).toMatchObject(UNKNOWN);
    const ofOld = async (stale: boolean) => (await listed({ stale })).filter((name) => name.startsWith('of old'));
    expect(await ofOld(true)).toEqual(['of old: rules-1']);
    expect(await ofOld(false)).toEqual([]);
    const { body } = await service.http.get(`/api/v1/leads/${model.id}/qualifications`);
    expect(body.data[0]).toMatchObject({ facts: null, facts_fingerprint: null });
    await service.http.post(`/api/v1/leads/${model.id}/qualify`);
    expect(await read(service, model)).toMatchObject(FRESH);
  });
});
