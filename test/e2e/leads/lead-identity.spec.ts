import { describe, expect, it } from 'vitest';
import { UNKNOWN_ID } from '../../support/callers.js';
import { brokenRules as rulesOf, expectFailure } from '../../support/failure.js';
import { longestTurn } from '../../support/longest-turn.js';
import { useService } from '../../support/test-service.js';

const PATH = '/api/v1/leads';
const service = useService();

interface Lead extends Record<string, unknown> {
  id: string;
  version: number;
}

async function store(fields: object): Promise<Lead> {
  const { status, body } = await service.http.post(PATH).send({ company_name: 'Acme', ...fields });
  expect(status).toBe(201);
  return body as Lead;
}

const brokenRules = ({ body }: { body: unknown }): string[] => rulesOf(body as Parameters<typeof rulesOf>[0]);
const read = async (id: string): Promise<Lead> => (await service.http.get(`${PATH}/${id}`)).body as Lead;
const pathOf = ({ id }: Lead): string => `${PATH}/${id}`;
const put = (match: string, fields: object) => service.http.put(`${PATH}?match=${match}`).send(fields);
const countOf = async (query: string): Promise<number> =>
  ((await service.http.get(`${PATH}?${query}`)).body.data as unknown[]).length;

describe('the version of a lead', () => {
  it('is its ETag, and grows with every change', async () => {
    const created = await service.http.post(PATH).send({ company_name: 'Acme' });
    expect(created.headers.etag).toBe('"1"');
    const changed = await service.http.patch(pathOf(created.body as Lead)).send({ industry: 'Software' });
    expect(changed.headers.etag).toBe('"2"');
    expect((await service.http.get(pathOf(created.body as Lead))).headers.etag).toBe('"2"');
  });

  it('lets a write pass that names it, and refuses any other with 412', async () => {
    const lead = await store({});
    const patch = (tag: string) =>
      service.http
        .patch(pathOf(lead))
        .set('If-Match', tag)
        .send({ industry: `of ${tag.length}` });
    expect((await patch('"1"')).status).toBe(200);
    for (const tag of ['"1"', 'W/"2"', '"abc"', '"7", "8"', '""']) {
      const { status, body } = await patch(tag);
      expect({ status, code: body.error_code, details: body.details }).toEqual({
        status: 412,
        code: 'LEAD_CHANGED',
        details: { lead_id: lead.id, version: 2 },
      });
    }
    expect((await patch('"7", , "2",')).status).toBe(200);
    expect((await patch('*')).status).toBe(200);
    expect((await service.http.delete(pathOf(lead)).set('If-Match', '"1"')).status).toBe(412);
    expect((await service.http.delete(pathOf(lead)).set('If-Match', '"4"')).status).toBe(204);
    expect((await service.http.delete(pathOf(lead)).set('If-Match', '"4"')).status).toBe(404);
  });

  it.each(['12', '"1', '1"', '"a" "b"', ',', '*, "1"', ''])('refuses an If-Match of %j by name', async (tag) => {
    const lead = await store({});
    const response = await service.http.patch(pathOf(lead)).set('If-Match', tag).send({ industry: 'x' });
    expect(brokenRules(response)).toEqual(['If-Match: precondition']);
    expect((await read(lead.id)).version).toBe(1);
  });

  it('spares a reader the answer that he has', async () => {
    const lead = await store({});
    const get = (tag: string) => service.http.get(pathOf(lead)).set('If-None-Match', tag);
    for (const tag of ['"1"', 'W/"1"', '"9", "1"', '*']) {
      const { status, text, headers } = await get(tag);
      expect({ status, text, etag: headers.etag }).toEqual({ status: 304, text: '', etag: '"1"' });
    }
    expect((await get('"2"')).status).toBe(200);
    const read = (tag: string) => service.http.get(pathOf(lead)).set('If-Match', tag);
    expectFailure(await read('"2"'), 412, 'LEAD_CHANGED');
    expect((await read('"1"')).status).toBe(200);
  });

  it('is never ignored: what evaluates no precondition refuses it', async () => {
    const lead = await store({});
    const refused = [
      await service.http.post(PATH).set('If-None-Match', '*').send({ company_name: 'Acme' }),
      await service.http
        .post(`${pathOf(lead)}/qualify`)
        .set('If-Match', '"1"')
        .send({}),
      await service.http.patch(pathOf(lead)).set('If-Unmodified-Since', new Date().toUTCString()).send({ notes: 'x' }),
    ];
    expect(refused.map(brokenRules)).toEqual([
      ['If-None-Match: precondition'],
      ['If-Match: precondition'],
      ['If-Unmodified-Since: precondition'],
    ]);
  });

  it('lets only one of many writers pass that read the same version', async () => {
    const lead = await store({});
    const writes = Array.from({ length: 20 }, (_, index) =>
      service.http
        .patch(pathOf(lead))
        .set('If-Match', '"1"')
        .send({ industry: `Industry ${index}` }),
    );
    const statuses = (await Promise.all(writes)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(19).fill(412)]);
  });
});

describe('a change of additional_data', () => {
  it('merges by RFC 7396: null removes a field, objects merge, lists are replaced', async () => {
    const lead = await store({ additional_data: { a: 1, b: { c: 2, d: 3 }, list: [1, 2] } });
    const patch = { a: null, b: { d: null, e: 4 }, list: [3], f: { g: { h: null } } };
    const { body } = await service.http.patch(pathOf(lead)).send({ additional_data: patch });
    expect(body.additional_data).toEqual({ b: { c: 2, e: 4 }, list: [3], f: { g: {} } });
    const cleared = await service.http.patch(pathOf(lead)).send({ additional_data: null });
    expect(cleared.body.additional_data).toBeNull();
  });

  it('loses nothing of what others change at the same moment', async () => {
    const lead = await store({});
    const names = Array.from({ length: 30 }, (_, index) => `field_${index}`);
    const writes = names.map((name) => service.http.patch(pathOf(lead)).send({ additional_data: { [name]: name } }));
    expect((await Promise.all(writes)).every(({ status }) => status === 200)).toBe(true);
    const { additional_data: data } = await read(lead.id);
    expect(Object.keys(data as object).sort()).toEqual(names.sort());
  });

  it('is refused where the whole would be too long, and nothing is stored', async () => {
    const lead = await store({ additional_data: { a: 'x'.repeat(10_000) } });
    const response = await service.http.patch(pathOf(lead)).send({ additional_data: { b: 'x'.repeat(10_000) } });
    expect(brokenRules(response)).toEqual(['additional_data: json_object']);
    expect((await read(lead.id)).version).toBe(1);
  });
});

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

describe('POST /batch', () => {
  const batch = (leads: unknown, query = '') => service.http.post(`${PATH}/batch${query}`).send({ leads });
  const statusesOf = ({ body }: { body: { data: { status: string }[] } }) => body.data.map(({ status }) => status);

  it('stores all but the bad ones, in order, and says what is wrong with each of those', async () => {
    await store({ external_id: 'batch-0' });
    const response = await batch([
      { company_name: 'Acme', external_id: 'batch-1' },
      { company_name: '' },
      { company_name: 'Beta', external_id: 'batch-0' },
      'Acme',
      null,
      { company_name: 'Gamma', colour: 'red' },
      { company_name: 'Delta', external_id: 'batch-1' },
      { company_name: 'Epsilon', additional_data: { a: 1, gone: null } },
    ]);
    expect(response.status).toBe(200);
    const { data } = response.body as {
      data: { index: number; id: string | null; error: { error_code: string } | null }[];
    };
    expect(data.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(statusesOf(response)).toEqual([
      'created',
      'failed',
      'failed',
      'failed',
      'failed',
      'failed',
      'failed',
      'created',
    ]);
    expect(data.map(({ error }) => error?.error_code ?? null)).toEqual([
      null,
      'VALIDATION_ERROR',
      'LEAD_ALREADY_EXISTS',
      'VALIDATION_ERROR',
      'VALIDATION_ERROR',
      'VALIDATION_ERROR',
      'LEAD_ALREADY_EXISTS',
      null,
    ]);
    expect(data[6]?.error).toMatchObject({ details: { external_id: 'batch-1', lead_id: data[0]?.id } });
    expect(data.map(({ id }) => id === null)).toEqual(statusesOf(response).map((status) => status === 'failed'));
    expect((await read(data[7]!.id!)).additional_data).toEqual({ a: 1 });
  });

  it.each([['external_id'], ['contact_email']])('changes those that %s recognises', async (match) => {
    const keyOf = (name: string) => ({ [match]: `${name}@batch.example` });
    const stored = await store(keyOf('one'));
    const response = await batch(
      [
        { ...keyOf('one'), industry: 'Retail', additional_data: { a: 1 } },
        { ...keyOf('two'), company_name: 'Two' },
        { ...keyOf('one'), additional_data: { b: 2 } },
        { ...keyOf('three') },
        { company_name: 'Four' },
        { ...keyOf('two'), company_name: 'Two' },
      ],
      `?match=${match}`,
    );
    expect(statusesOf(response)).toEqual(['updated', 'created', 'updated', 'failed', 'failed', 'updated']);
    expect(await read(stored.id)).toMatchObject({ industry: 'Retail', additional_data: { a: 1, b: 2 }, version: 2 });
    expect((await read(response.body.data[5].id as string)).version).toBe(1);
  });

  it.each(['external_id', 'contact_email'])('writes 1,000 changes of one lead by its %s as one', async (match) => {
    const key = `often@${match.replace('_', '-')}.example`;
    const leads = Array.from({ length: 1_000 }, (_, index): Record<string, unknown> => ({
      ...{ [match]: match === 'contact_email' && index % 2 === 1 ? key.toUpperCase() : key },
      ...{
        company_name: 'Acme',
        additional_data: { [`n${index % 10}`]: index },
        notes: index % 3 === 0 ? null : `${index}`,
      },
    }));
    const start = performance.now();
    const response = await batch(leads, `?match=${match}`);
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(statusesOf(response)).toEqual(['created', ...Array<string>(999).fill('updated')]);
    const data = response.body.data as { id: string }[];
    expect(new Set(data.map(({ id }) => id)).size).toBe(1);
    const lead = await read(data[0]!.id);
    expect(lead).toMatchObject({ notes: null, version: 1, [match]: leads[999]![match] });
    expect(lead.additional_data).toEqual(Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`n${n}`, 990 + n])));
    expect(statusesOf(await batch(leads.slice(990), `?match=${match}`))).toEqual(Array<string>(10).fill('updated'));
    expect(await read(lead.id)).toMatchObject({ additional_data: lead.additional_data });
  });

  it('lets one of several changes of a lead cost only itself', async () => {
    await store({ external_id: 'of another' });
    const email = 'several@batch.example';
    const large = { text: 'x'.repeat(9_000) };
    const leads = [
      { contact_email: email, notes: 'no company' },
      { contact_email: email, company_name: 'Acme', additional_data: { a: large } },
      { contact_email: email, additional_data: { b: large } },
      { contact_email: email, external_id: 'of another' },
      { contact_email: email, additional_data: { a: null, c: 1 } },
      { contact_email: email, additional_data: null },
      { contact_email: email, additional_data: { d: 1 } },
    ];
    const response = await batch(leads, '?match=contact_email');
    expect(statusesOf(response)).toEqual(['failed', 'created', 'failed', 'failed', 'updated', 'updated', 'updated']);
    const lead = await read(response.body.data[1].id as string);
    expect(lead).toMatchObject({ notes: null, external_id: null, additional_data: { d: 1 } });
  });

  it('takes addresses for one that differ only in how a language writes lower case', async () => {
    const addresses = ['ΑΣ@acme.example', 'ας@acme.example', 'ασ@acme.example', 'İ@acme.example', 'i@acme.example'];
    for (const round of [1, 2]) {
      const leads = addresses.map((contact_email) => ({ contact_email, company_name: 'Acme', notes: `${round}` }));
      const response = await batch([...leads, ...leads], '?match=contact_email');
      expect({ status: response.status, failed: statusesOf(response).includes('failed') }).toEqual({
        status: 200,
        failed: false,
      });
      for (const contact_email of addresses) {
        expect((await put('contact_email', { contact_email, notes: 'x' })).status).toBe(200);
      }
    }
  });

  it('lets one that the database refuses cost only itself', async () => {
    await store({ external_id: 'owned' });
    await store({ contact_email: 'a@owner.example' });
    const leads = [
      { contact_email: 'a@owner.example', external_id: 'owned' },
      { contact_email: 'b@owner.example', company_name: 'B' },
    ];
    const response = await batch(leads, '?match=contact_email');
    expect(statusesOf(response)).toEqual(['failed', 'created']);
    expect(response.body.data[0].error.error_code).toBe('LEAD_ALREADY_EXISTS');
  });

  it.each([[[]], [Array(1_001).fill({ company_name: 'Acme' })], ['Acme'], [null], [{}]])(
    'refuses a body whose leads are no list of 1 to 1,000',
    async (leads) => {
      expect(brokenRules(await batch(leads))).toEqual(['leads: list']);
    },
  );

  it('takes 1,000 leads as a CRM exports them, whose body is larger than that of one lead may be, and holds nobody up', async () => {
    const columns = Object.fromEntries(Array.from({ length: 25 }, (_, column) => [`column_${column}`, 'Some value']));
    const leadsOf = (run: number) =>
      Array.from({ length: 1_000 }, (_, index) => ({
        company_name: `Company ${run}-${index}`,
        contact_email: `zoe@company-${run}-${index}.example`,
        notes: 'Asked for a demo. '.repeat(40),
        additional_data: columns,
      }));
    const request = { method: 'POST', headers: { 'content-type': 'application/json' } };
    let held = Infinity;
    for (let run = 0; run < 3 && held > 50; run++) {
      const body = JSON.stringify({ leads: leadsOf(run) });
      expect(body.length).toBeGreaterThan(1024 * 1024);
      const sending = fetch(`${service.url}${PATH}/batch`, { ...request, body });
      held = Math.min(held, await longestTurn(sending));
      const answer = await sending;
      expect(answer.status).toBe(200);
      const { data } = (await answer.json()) as { data: { status: string }[] };
      expect(data.filter(({ status }) => status === 'created')).toHaveLength(1_000);
    }
    expect(held).toBeLessThan(50);
    const leads = leadsOf(0);
    const body = JSON.stringify({ leads });
    expect((await fetch(`${service.url}${PATH}`, { ...request, body })).status).toBe(413);
    const larger = JSON.stringify({ leads: [...leads, ...leads] });
    expect((await fetch(`${service.url}${PATH}/batch`, { ...request, body: larger })).status).toBe(413);
  });

  it('gives a repeat the same answer, and many at the same moment store each lead once', async () => {
    const leads = Array.from({ length: 200 }, (_, index) => ({ company_name: 'Acme', external_id: `race-${index}` }));
    const calls = [1, 2, 3, 4].map((call) =>
      batch(call % 2 === 0 ? leads : leads.toReversed(), '?match=external_id').set('Idempotency-Key', `race-${call}`),
    );
    const answers = await Promise.all(calls);
    expect(answers.flatMap(statusesOf).filter((status) => status === 'created')).toHaveLength(200);
    expect(answers.flatMap(statusesOf).filter((status) => status === 'failed')).toHaveLength(0);
    const again = await batch(leads.toReversed(), '?match=external_id').set('Idempotency-Key', 'race-1');
    expect(again.body).toEqual(answers[0]!.body);
  });
});

describe('an unknown lead', () => {
  it('is not found, whatever precondition is sent', async () => {
    for (const tag of ['*', '"1"']) {
      expectFailure(
        await service.http.patch(`${PATH}/${UNKNOWN_ID}`).set('If-Match', tag).send({ notes: 'x' }),
        404,
        'LEAD_NOT_FOUND',
      );
    }
  });
});
