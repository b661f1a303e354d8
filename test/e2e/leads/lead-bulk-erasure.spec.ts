import { describe, expect, it } from 'vitest';
import pg from 'pg';
import { clientOf, issueKey, makeWorkspace } from '../../support/callers.js';
import { expectFailure } from '../../support/failure.js';
import { LEADS_PATH as PATH } from '../../support/lead-client.js';
import { useLeadSelections } from '../../support/lead-selections.js';
import { startTestService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const { service, plant, erase, stored, isStatementWaiting } = useLeadSelections();

describe('DELETE of many leads', () => {
  it('erases those with the given ids, and none the second time', async () => {
    const [first, second, other] = await plant({}, {}, {});
    await service.http.post(`${PATH}/${first}/qualify`).send({ method: 'rules' });
    expect((await erase({ ids: [first, second, second] })).body).toEqual({ dry_run: false, matched: 2, deleted: 2 });
    expect((await erase({ ids: [first, second] })).body).toEqual({ dry_run: false, matched: 0, deleted: 0 });
    expect((await stored()).map(({ id }) => id)).toEqual([other]);
    expect(await service.database.query('SELECT FROM qualifications')).toEqual([]);
  });

  it('erases those that pass the filters, and never all of them by mistake', async () => {
    await plant({ country: 'DE' }, { country: 'FR' }, {});
    for (const answer of [
      await service.http.delete(PATH),
      await erase({}),
      await erase({ filter: {} }),
      await service.http.delete(`${PATH}?country=DE`),
    ]) {
      expectFailure(answer, 422, 'VALIDATION_ERROR');
    }
    expect((await erase({ filter: { tier: ['A', 'B'] } })).body.deleted).toBe(0);
    expect((await erase({ filter: { country: ['AT', 'DE'] } })).body.deleted).toBe(1);
    expect(await stored()).toHaveLength(2);
  });

  it('spares a lead that is changed while it waits, and does not pass the filter any more', async () => {
    const ids = await plant({ source: 'webinar' }, { source: 'webinar' });
    const holder = new pg.Client({ connectionString: service.database.url });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query(`UPDATE leads SET source = 'customer' WHERE id = $1`, [ids[0]]);
    await holder.query(`UPDATE leads SET notes = 'changed' WHERE id = $1`, [ids[1]]);
    const erasing = erase({ filter: { source: 'webinar' } }).then(({ body }) => body as object);
    await until(isStatementWaiting);
    await holder.query('COMMIT');
    expect(await erasing).toEqual({ dry_run: false, matched: 1, deleted: 1 });
    expect((await stored()).map(({ id }) => id)).toEqual([ids[0]]);
    await holder.end();
  });

  it('keeps to its workspace', async () => {
    const [id] = await plant({ source: 'webinar' });
    const theirs = await startTestService();
    try {
      const holder = await issueKey(theirs, { workspace: await makeWorkspace(theirs.database) });
      const ours = await issueKey(theirs);
      const { body } = await clientOf(theirs.url, ours).post(PATH).send({ company_name: 'Acme', source: 'webinar' });
      const team = clientOf(theirs.url, holder);
      for (const selection of [{ ids: [body.id, id] }, { filter: { source: 'webinar' } }]) {
        expect((await team.delete(PATH).send(selection)).body.matched).toBe(0);
        expect((await team.patch(PATH).send({ ...selection, changes: { notes: 'x' } })).body.matched).toBe(0);
        expect((await team.delete(PATH).send({ ...selection, dry_run: true })).body.matched).toBe(0);
      }
      expect((await clientOf(theirs.url, ours).get(`${PATH}/${body.id}`)).body.version).toBe(1);
      const reader = clientOf(theirs.url, await issueKey(theirs, { scopes: ['leads:read'] }));
      expectFailure(await reader.delete(PATH).send({ ids: [body.id] }), 403, 'ACCESS_DENIED');
    } finally {
      await theirs.stop();
    }
  });
});
