import { beforeEach, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { makeWorkspace, UNKNOWN_ID } from '../../support/callers.js';
import { expectFailure } from '../../support/failure.js';
import { useService } from '../../support/test-service.js';

const PATH = '/api/v1/leads';
const service = useService();

interface Lead {
  id: string;
  version: number;
  outcome: string | null;
  outcome_at: string | null;
}

async function plant(fields: object = {}): Promise<string> {
  const { body } = await service.http.post(PATH).send({ company_name: 'Acme', ...fields });
  return (body as Lead).id;
}

const read = async (id: string): Promise<Lead> => (await service.http.get(`${PATH}/${id}`)).body as Lead;
const say = (id: string, outcome: object) => service.http.put(`${PATH}/${id}/outcome`).send(outcome);
const sayAll = (body: object) => service.http.put(`${PATH}/outcome`).send(body);
const historyOf = async (id: string): Promise<object[]> => (await service.http.get(`${PATH}/${id}/outcomes`)).body.data;
const listed = async (filter: string): Promise<string[]> =>
  ((await service.http.get(`${PATH}?outcome=${filter}&sort=created_at`)).body.data as Lead[]).map(({ id }) => id);

beforeEach(async () => {
  await service.database.query('DELETE FROM leads');
});

describe('The outcome of a lead', () => {
  it('is recorded with its time, value and reason, and shows on the lead', async () => {
    const id = await plant();
    expect(await read(id)).toMatchObject({ outcome: null, outcome_at: null });
    const said = { outcome: 'won', at: '2026-03-01T10:00:00Z', value_usd: 12_500, reason: ' Fits ' };
    const { status, body } = await say(id, said);
    const recorded = { outcome: 'won', at: '2026-03-01T10:00:00.000Z', value_usd: '12500.00', reason: 'Fits' };
    expect({ status, body }).toMatchObject({ status: 200, body: recorded });
    expect(await read(id)).toMatchObject({ outcome: 'won', outcome_at: recorded.at, version: 2 });
  });

  it('is now, where no time is given', async () => {
    const id = await plant();
    const before = Date.now();
    await say(id, { outcome: 'lost' });
    const { outcome_at: at } = await read(id);
    expect(Math.abs(new Date(at!).getTime() - before)).toBeLessThan(10_000);
  });

  it('changes nothing if it is said again, and keeps what was said before', async () => {
    const id = await plant();
    await say(id, { outcome: 'won', reason: 'price' });
    await say(id, { outcome: 'won', reason: 'price' });
    expect((await read(id)).version).toBe(2);
    await say(id, { outcome: 'lost' });
    expect((await service.http.delete(`${PATH}/${id}/outcome`)).status).toBe(204);
    expect((await service.http.delete(`${PATH}/${id}/outcome`)).status).toBe(204);
    expect(await read(id)).toMatchObject({ outcome: null, outcome_at: null, version: 4 });
    expect(await historyOf(id)).toMatchObject([
      { outcome: null, at: null },
      { outcome: 'lost', reason: null },
      { outcome: 'won', reason: 'price' },
    ]);
  });

  it('is in the export of the lead, and is erased with it', async () => {
    const id = await plant();
    await say(id, { outcome: 'won', value_usd: '0.50' });
    const { body } = await service.http.get(`${PATH}/${id}/export`);
    expect(body.outcomes).toMatchObject([{ outcome: 'won', value_usd: '0.50' }]);
    await service.http.delete(`${PATH}/${id}`);
    expect(await service.database.query('SELECT FROM lead_outcomes')).toHaveLength(0);
  });

  it.each<[string, object]>([
    ['none', {}],
    ['another one', { outcome: 'open' }],
    ['both', { outcome: ['won', 'lost'] }],
    ['a time ahead', { outcome: 'won', at: '2999-01-01T00:00:00Z' }],
    ['no time', { outcome: 'won', at: 'yesterday' }],
    ['a negative value', { outcome: 'won', value_usd: -1 }],
    ['no value', { outcome: 'won', value_usd: 'NaN' }],
    ['too large a value', { outcome: 'won', value_usd: '1000000000000' }],
    ['too long a reason', { outcome: 'won', reason: 'x'.repeat(501) }],
    ['a field of another request', { outcome: 'won', stage: 'closed' }],
  ])('is refused with %s', async (_, body) => {
    const id = await plant();
    expectFailure(await say(id, body), 422, 'VALIDATION_ERROR');
    expect(await read(id)).toMatchObject({ outcome: null, version: 1 });
  });

  it('of no lead, or of one of another workspace, is not found', async () => {
    const workspace = await makeWorkspace(service.database);
    const id = uuidv7();
    await service.database.query(`INSERT INTO leads (workspace_id, id, company_name) VALUES ($1, $2, 'Acme')`, [
      workspace,
      id,
    ]);
    for (const unknown of [id, UNKNOWN_ID]) {
      expectFailure(await say(unknown, { outcome: 'won' }), 404, 'LEAD_NOT_FOUND');
      expectFailure(await service.http.delete(`${PATH}/${unknown}/outcome`), 404, 'LEAD_NOT_FOUND');
      expectFailure(await service.http.get(`${PATH}/${unknown}/outcomes`), 404, 'LEAD_NOT_FOUND');
    }
    expect((await sayAll({ ids: [id], outcome: 'won' })).body).toMatchObject({ matched: 0, recorded: 0 });
  });

  it('is audited', async () => {
    const id = await plant();
    await say(id, { outcome: 'won' });
    const events = await service.database.query(
      `SELECT outcome FROM audit_events WHERE action = 'lead.outcome' AND target_id = $1`,
      [id],
    );
    expect(events).toMatchObject([{ outcome: 'succeeded' }]);
  });

  it('has one history, however many callers record one at the same moment', async () => {
    const id = await plant();
    const outcomes = Array.from({ length: 10 }, (_, number) => ({ outcome: number % 2 === 0 ? 'won' : 'lost' }));
    await Promise.all(outcomes.map((outcome) => say(id, outcome)));
    const [newest, ...others] = (await historyOf(id)) as { outcome: string }[];
    expect(await read(id)).toMatchObject({ outcome: newest!.outcome, version: 2 + others.length });
  });
});

describe('A list of leads', () => {
  it('is filtered by how they ended', async () => {
    const [won, lost, open] = [await plant(), await plant(), await plant()];
    await say(won, { outcome: 'won' });
    await say(lost, { outcome: 'lost' });
    expect(await listed('won')).toEqual([won]);
    expect(await listed('won,lost')).toEqual([won, lost]);
    expect(await listed('none')).toEqual([open]);
    expect(await listed('none,lost')).toEqual([lost, open]);
    expectFailure(await service.http.get(`${PATH}?outcome=open`), 422, 'VALIDATION_ERROR');
  });
});

describe('The outcome of many leads', () => {
  it('is recorded for those that pass a filter, and again changes nothing', async () => {
    const ids = [await plant({ source: 'fair' }), await plant({ source: 'fair' })];
    const other = await plant();
    const request = { filter: { source: 'Fair' }, outcome: 'lost', at: '2026-01-01T00:00:00Z', reason: 'too late' };
    expect((await sayAll({ ...request, dry_run: true })).body).toEqual({ dry_run: true, matched: 2, recorded: 0 });
    expect((await sayAll(request)).body).toEqual({ dry_run: false, matched: 2, recorded: 2 });
    expect((await sayAll(request)).body).toEqual({ dry_run: false, matched: 2, recorded: 0 });
    expect((await listed('lost')).toSorted()).toEqual(ids.toSorted());
    expect((await read(other)).outcome).toBeNull();
  });

  it('is recorded for those with the given ids', async () => {
    const ids = [await plant(), await plant()];
    await say(ids[0]!, { outcome: 'won' });
    expect((await sayAll({ ids: [...ids, UNKNOWN_ID], outcome: 'won' })).body).toMatchObject({ matched: 2 });
    expect((await listed('won')).toSorted()).toEqual(ids.toSorted());
  });

  it('is refused without a selection', async () => {
    expectFailure(await sayAll({ outcome: 'won' }), 422, 'VALIDATION_ERROR');
  });
});
