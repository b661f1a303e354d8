import { describe, expect, it } from 'vitest';
import { UNKNOWN_ID } from '../../support/callers.js';
import { brokenRules, expectFailure } from '../../support/failure.js';
import { LEADS_PATH as PATH } from '../../support/lead-client.js';
import { useLeadSelections } from '../../support/lead-selections.js';
import { useService } from '../../support/test-service.js';

const { service, plant, read, change, erase, stored } = useLeadSelections();

describe('PATCH of many leads', () => {
  it('changes those with the given ids, each once, and no others', async () => {
    const [first, second, other] = await plant({}, {}, {});
    const ids = [first!.toUpperCase(), first, second, UNKNOWN_ID];
    const { status, body } = await change({ ids, changes: { industry: 'Retail', notes: null } });
    const counts = { dry_run: false, matched: 2, updated: 2, unchanged: 0, failed: 0, errors: [] };
    expect({ status, body }).toEqual({ status: 200, body: counts });
    const leads = await Promise.all([first, second, other].map((id) => read(id!)));
    expect(leads.map(({ industry, version }) => [industry, version])).toEqual([
      ['Retail', 2],
      ['Retail', 2],
      [null, 1],
    ]);
  });

  it('changes those that pass the filters of the list, and writes nothing where all is the same already', async () => {
    await plant({ source: 'Webinar' }, { source: 'webinar', industry: 'Retail' }, { source: 'fair' }, {});
    const request = { filter: { source: 'WEBINAR' }, changes: { industry: 'Retail' } };
    expect((await change(request)).body).toMatchObject({ matched: 2, updated: 1, unchanged: 1 });
    const before = await stored();
    expect((await change(request)).body).toMatchObject({ matched: 2, updated: 0, unchanged: 2 });
    expect(await stored()).toEqual(before);
  });

  it('counts first, if dry_run is set', async () => {
    const [id] = await plant({ source: 'webinar' }, { source: 'webinar' });
    const before = await stored();
    for (const selection of [{ filter: { source: 'webinar' } }, { ids: before.map((lead) => lead.id) }]) {
      const { body } = await change({ ...selection, dry_run: true, changes: { industry: 'Retail' } });
      expect(body).toMatchObject({ dry_run: true, matched: 2, updated: 0 });
      expect((await erase({ ...selection, dry_run: true })).body).toEqual({ dry_run: true, matched: 2, deleted: 0 });
    }
    expect((await change({ ids: [id, UNKNOWN_ID], dry_run: true, changes: { notes: 'x' } })).body.matched).toBe(1);
    expect(await stored()).toEqual(before);
  });

  it('merges additional_data into each, and names those that would be too long', async () => {
    const [small, large] = await plant(
      { additional_data: { a: 1, gone: true } },
      { additional_data: { long: 'x'.repeat(16_000) } },
    );
    const changes = { additional_data: { gone: null, b: 'y'.repeat(1_000) } };
    const { body } = await change({ ids: [small, large], changes });
    expect(body).toMatchObject({ matched: 2, updated: 1, failed: 1 });
    expect(body.errors).toEqual([{ id: large, error: expect.objectContaining({ error_code: 'VALIDATION_ERROR' }) }]);
    expect((await read(small!)).additional_data).toEqual({ a: 1, b: 'y'.repeat(1_000) });
    expect((await read(large!)).version).toBe(1);
  });

  it.each<[string, object, string[]]>([
    ['neither ids nor a filter', { changes: { notes: 'x' } }, ['ids: one_of']],
    ['both', { ids: [UNKNOWN_ID], filter: { source: 'x' }, changes: { notes: 'x' } }, ['ids: one_of']],
    ['a filter that lets everything pass', { filter: {}, changes: { notes: 'x' } }, ['ids: one_of']],
    [
      'a filter of no values',
      { filter: { tier: [], source: 'x' }, changes: { notes: 'x' } },
      ['filter.tier: value_list'],
    ],
    [
      'a filter of an empty value',
      { filter: { source: [''] }, changes: { notes: 'x' } },
      ['filter.source: value_list'],
    ],
    ['a filter of nulls', { filter: { source: null }, changes: { notes: 'x' } }, ['ids: one_of']],
    [
      'an unknown filter',
      { filter: { colour: 'x' }, changes: { notes: 'x' } },
      ['filter.colour: whitelist_validation'],
    ],
    [
      'a page of the list',
      { filter: { limit: 5, source: 'x' }, changes: { notes: 'x' } },
      ['filter.limit: whitelist_validation'],
    ],
    ['no ids at all', { ids: [], changes: { notes: 'x' } }, ['ids: list']],
    ['an id that is none', { ids: ['x'], changes: { notes: 'x' } }, ['ids: uuid']],
    ['ids that are no list', { ids: UNKNOWN_ID, changes: { notes: 'x' } }, ['ids: list']],
    ['no changes', { ids: [UNKNOWN_ID] }, ['changes: is_object']],
    ['empty changes', { ids: [UNKNOWN_ID], changes: {} }, ['changes: changes']],
    ['one external_id for all', { ids: [UNKNOWN_ID], changes: { external_id: 'x' } }, ['changes.external_id: changes']],
    [
      'a change that no lead takes',
      { ids: [UNKNOWN_ID], changes: { contact_email: 'x' } },
      ['changes.contact_email: is_email'],
    ],
    ['a dry_run in words', { ids: [UNKNOWN_ID], changes: { notes: 'x' }, dry_run: 'yes' }, ['dry_run: is_boolean']],
  ])('refuses %s', async (_, body, rules) => {
    await plant({});
    const answer = await change(body);
    expect(brokenRules(answer.body)).toEqual(rules);
    expect((await stored()).map(({ version }) => version)).toEqual([1]);
  });

  it('loses nothing of what others change at the same moment', async () => {
    const ids = await plant(...Array.from({ length: 600 }, () => ({ source: 'webinar' })));
    const one = change({ filter: { source: 'webinar' }, changes: { additional_data: { one: 1 } } });
    const two = change({ ids: ids.toReversed(), changes: { additional_data: { two: 2 } } });
    const single = service.http.patch(`${PATH}/${ids[300]}`).send({ additional_data: { three: 3 } });
    expect((await Promise.all([one, two, single])).map(({ status }) => status)).toEqual([200, 200, 200]);
    const rows = await service.database.query<{ data: object }>('SELECT DISTINCT additional_data AS data FROM leads');
    expect(rows.map(({ data }) => data)).toEqual(
      expect.arrayContaining([
        { one: 1, two: 2 },
        { one: 1, two: 2, three: 3 },
      ]),
    );
    expect(rows).toHaveLength(2);
  });
});

describe('a change of many leads', () => {
  it('is in the audit log, unless it only counts', async () => {
    const ids = await plant({}, {});
    const actions = async () =>
      (await service.database.query<{ action: string }>('SELECT action FROM audit_events ORDER BY created_at, id')).map(
        ({ action }) => action,
      );
    const before = (await actions()).length;
    await change({ ids, changes: { notes: 'x' }, dry_run: true });
    await erase({ ids, dry_run: true });
    await change({ ids, changes: { notes: 'x' } });
    await erase({ ids });
    expect((await actions()).slice(before)).toEqual(['lead.update_many', 'lead.delete_many']);
  });

  it('gives a repeat with the same idempotency key the same answer', async () => {
    const ids = await plant({}, {});
    const send = () => erase({ ids }).set('Idempotency-Key', 'erase-two');
    const [first, second] = [await send(), await send()];
    expect(first.body).toEqual({ dry_run: false, matched: 2, deleted: 2 });
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotent-replayed']).toBe('true');
  });

  it('takes no precondition, which would hold for one lead only', async () => {
    const ids = await plant({});
    expect(brokenRules((await erase({ ids }).set('If-Match', '"1"')).body)).toEqual(['If-Match: precondition']);
  });
});

describe('limits of many leads', () => {
  const limited = useService({ LEADS_BULK_MAX: '3', LEADS_BATCH_MAX: '4' });
  const leads = (count: number) => Array.from({ length: count }, () => ({ company_name: 'Acme', source: 'fair' }));

  it('are settings, beyond which nothing is done and a dry run still counts', async () => {
    expect(brokenRules((await limited.http.post(`${PATH}/batch`).send({ leads: leads(5) })).body)).toEqual([
      'leads: list',
    ]);
    const { body } = await limited.http.post(`${PATH}/batch`).send({ leads: leads(4) });
    const ids = (body as { data: { id: string }[] }).data.map(({ id }) => id);
    for (const selection of [{ ids }, { filter: { source: 'fair' } }]) {
      const { body: counted } = await limited.http.delete(PATH).send({ ...selection, dry_run: true });
      expect(counted.matched).toBe(4);
      const answer = await limited.http.delete(PATH).send(selection);
      expectFailure(answer, 422, 'TOO_MANY_LEADS');
      expect(answer.body.details).toEqual({ limit: 3 });
      expectFailure(
        await limited.http.patch(PATH).send({ ...selection, changes: { notes: 'x' } }),
        422,
        'TOO_MANY_LEADS',
      );
    }
    expect((await limited.http.delete(PATH).send({ ids: ids.slice(0, 3) })).body.deleted).toBe(3);
  });
});
