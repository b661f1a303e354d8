import { describe, expect, it } from 'vitest';
import { brokenRules as rulesOf, expectFailure } from '../../support/failure.js';
import { type Lead, LeadClient, pathOf } from '../../support/lead-client.js';
import { useService } from '../../support/test-service.js';

const service = useService();

const { store, read, put, countOf } = new LeadClient(service);

const brokenRules = ({ body }: { body: unknown }): string[] => rulesOf(body as Parameters<typeof rulesOf>[0]);

describe.each(['external_id', 'contact_email'] as const)('PUT ?match=%s', (match) => {
  let count = 0;
  const newKey = () => (match === 'external_id' ? `crm-${++count}` : `dana${++count}@acme.example`);

  it('stores a lead with 201, and changes it with 200: what is left out stays', async () => {
    const key = newKey();
    const created = await put(match, { [match]: key, company_name: 'Acme', industry: 'Software', notes: 'A demo' });
    expect(created.status).toBe(201);
    expect(created.headers).toMatchObject({ etag: '"1"', location: pathOf(created.body as Lead) });
    const changed = await put(match, { [match]: key, industry: 'Retail', notes: null });
    expect(changed.status).toBe(200);
    expect(changed.headers.location).toBeUndefined();
    expect(changed.body).toMatchObject({ id: created.body.id, company_name: 'Acme', industry: 'Retail', notes: null });
  });

  it('writes nothing where all is the same already', async () => {
    const fields = { [match]: newKey(), company_name: 'Acme', country: 'DE', additional_data: { a: 1.5, b: ['x'] } };
    const created = await put(match, fields);
    const again = await put(match, fields);
    expect(again.status).toBe(200);
    expect(again.body).toEqual(created.body);
  });

  it('is right when many do it at the same moment', async () => {
    const key = newKey();
    const calls = Array.from({ length: 25 }, (_, index) =>
      put(match, { [match]: key, company_name: 'Acme', additional_data: { [`from_${index}`]: true } }),
    );
    const answers = await Promise.all(calls);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(24).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => (body as Lead).id)).size).toBe(1);
    expect(await countOf(`${match}=${key}`)).toBe(1);
    expect(Object.keys((await read((answers[0]!.body as Lead).id)).additional_data as object)).toHaveLength(25);
  });

  it('needs the field that it recognises a lead by, and a company for a new one', async () => {
    expect(brokenRules(await put(match, { company_name: 'Acme' }))).toEqual([`${match}: required`]);
    expect(brokenRules(await put(match, { [match]: newKey() }))).toEqual(['company_name: required']);
    expect(brokenRules(await put('company_name', { [match]: newKey() }))).toEqual(['match: is_in']);
  });

  it('holds preconditions', async () => {
    const key = newKey();
    const fields = { [match]: key, company_name: 'Acme' };
    expectFailure(await put(match, fields).set('If-Match', '*'), 412, 'LEAD_MISSING');
    expect((await put(match, fields).set('If-None-Match', '*')).status).toBe(201);
    expectFailure(await put(match, fields).set('If-None-Match', '*'), 412, 'LEAD_CHANGED');
    expectFailure(await put(match, fields).set('If-Match', '"2"'), 412, 'LEAD_CHANGED');
    expect((await put(match, { ...fields, notes: 'x' }).set('If-Match', '"1"')).body.version).toBe(2);
  });

  it('gives a repeat with the same idempotency key the same answer', async () => {
    const send = () =>
      put(match, { [match]: `same-${match}@acme.example`, company_name: 'Acme' }).set(
        'Idempotency-Key',
        `put-${match}`,
      );
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotent-replayed']).toBe('true');
  });
});

describe('PUT by an e-mail address', () => {
  it('finds it in any case, and names those that share it', async () => {
    const first = await store({ contact_email: 'Kim@Acme.example' });
    expect((await put('contact_email', { contact_email: 'kim@acme.EXAMPLE', notes: 'x' })).body.id).toBe(first.id);
    const second = await store({ contact_email: 'kim@acme.example' });
    const { status, body } = await put('contact_email', { contact_email: 'kim@acme.example', notes: 'y' });
    expect({ status, code: body.error_code }).toEqual({ status: 409, code: 'LEAD_NOT_UNIQUE' });
    expect((body.details.lead_ids as string[]).sort()).toEqual([first.id, second.id].sort());
  });

  it('names the other lead that has the external_id', async () => {
    const other = await store({ external_id: 'taken' });
    for (const email of ['new@acme.example', 'stored@acme.example']) {
      if (email.startsWith('stored')) await store({ contact_email: email });
      const { status, body } = await put('contact_email', {
        contact_email: email,
        company_name: 'Acme',
        external_id: 'taken',
      });
      expect({ status, lead: body.details.lead_id }).toEqual({ status: 409, lead: other.id });
    }
  });
});
