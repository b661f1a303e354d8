import { describe, expect, it } from 'vitest';
import { UNKNOWN_ID } from '../../support/callers.js';
import { brokenRules as rulesOf, expectFailure } from '../../support/failure.js';
import { type Lead, LeadClient, LEADS_PATH, pathOf } from '../../support/lead-client.js';
import { useService } from '../../support/test-service.js';

const service = useService();

const { store, read } = new LeadClient(service);

const brokenRules = ({ body }: { body: unknown }): string[] => rulesOf(body as Parameters<typeof rulesOf>[0]);

describe('the version of a lead', () => {
  it('is its ETag, and grows with every change', async () => {
    const created = await service.http.post(LEADS_PATH).send({ company_name: 'Acme' });
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
      await service.http.post(LEADS_PATH).set('If-None-Match', '*').send({ company_name: 'Acme' }),
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

describe('an unknown lead', () => {
  it('is not found, whatever precondition is sent', async () => {
    for (const tag of ['*', '"1"']) {
      expectFailure(
        await service.http.patch(`${LEADS_PATH}/${UNKNOWN_ID}`).set('If-Match', tag).send({ notes: 'x' }),
        404,
        'LEAD_NOT_FOUND',
      );
    }
  });
});
