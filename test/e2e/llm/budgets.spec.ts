import { beforeAll, describe, expect, it } from 'vitest';
import { LedgerQueue } from '../../../src/llm/ledger/ledger-queue.service.js';
import { bearing, clientOf, issueKey, type KeyHolder, makeWorkspace, UNKNOWN_ID } from '../../support/callers.js';
import { ledgerRow } from '../../support/ledger-row.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const PATH = '/api/v1/llm/budgets';
const BUDGET = { limit_usd: '25.00', period: 'month', time_zone: 'Europe/Berlin', mode: 'warn' };

const service = useService();
let operator: KeyHolder;
let admin: KeyHolder;
let reader: KeyHolder;
let user: KeyHolder;

beforeAll(async () => {
  operator = await issueKey(service);
  const workspace = await makeWorkspace(service.database);
  admin = await issueKey(service, { workspace });
  reader = await issueKey(service, { workspace, scopes: ['usage:read'] });
  user = await issueKey(service, { workspace, scopes: ['llm:use'] });
});

const as = (holder: KeyHolder) => clientOf(service.url, holder);

/** Puts a row of 0.00002 USD into the ledger, and waits until it is stored. */
async function spend({ workspace: workspaceId, id: keyId }: KeyHolder, change: object = {}): Promise<void> {
  const queue = service.app.get(LedgerQueue, { strict: false });
  queue.record(ledgerRow({ workspaceId, keyId, ...change }));
  await until(() => queue.depth === 0);
}

describe('The budget of a workspace', () => {
  it('is set, read, listed, replaced and deleted', async () => {
    expect((await as(admin).get(`${PATH}/workspace`)).body).toMatchObject({ error_code: 'BUDGET_NOT_FOUND' });
    const { status, body } = await as(admin).put(`${PATH}/workspace`).send(BUDGET);
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ workspace_id: admin.workspace, key_id: null, limit_usd: '25', period: 'month', mode: 'warn' },
      ...{ time_zone: 'Europe/Berlin', spent_usd: '0', reserved_usd: '0', remaining_usd: '25', exceeded: false },
      ...{ starts_at: expect.any(String), resets_at: expect.any(String) },
      ...{ created_at: expect.any(String), updated_at: expect.any(String) },
    });
    expect((await as(reader).get(`${PATH}/workspace`)).body).toEqual(body);
    expect((await as(reader).get(PATH)).body).toEqual({ data: [body], next_cursor: null });
    const replaced = await as(admin).put(`${PATH}/workspace`).send({ limit_usd: '0.000000000001', period: 'day' });
    expect(replaced.body).toMatchObject({ limit_usd: '0.000000000001', period: 'day', time_zone: 'UTC', mode: 'hard' });
    expect((await as(admin).delete(`${PATH}/workspace`)).status).toBe(204);
    expect((await as(admin).delete(`${PATH}/workspace`)).status).toBe(404);
    expect((await as(reader).get(PATH)).body.data).toEqual([]);
  });

  it('is set by an admin alone, and of another workspace by an operator alone', async () => {
    expect((await as(reader).put(`${PATH}/workspace`).send(BUDGET)).status).toBe(403);
    expect((await as(reader).delete(`${PATH}/workspace`)).status).toBe(403);
    expect((await as(user).get(`${PATH}/workspace`)).status).toBe(403);
    const other = `${PATH}/workspace?workspace_id=${operator.workspace}`;
    expect((await as(admin).put(other).send(BUDGET)).body).toMatchObject({ error_code: 'WORKSPACE_NOT_FOUND' });
    const own = `${PATH}/workspace?workspace_id=${admin.workspace}`;
    expect((await as(operator).put(own).send(BUDGET)).body).toMatchObject({ workspace_id: admin.workspace });
    expect((await as(operator).delete(own)).status).toBe(204);
  });

  it('is a record of the audit log', async () => {
    await as(admin).put(`${PATH}/keys/${user.id}`).send(BUDGET);
    await as(admin).delete(`${PATH}/keys/${user.id}`);
    const { body } = await as(admin).get('/api/v1/audit-events?limit=2');
    expect(body.data).toMatchObject([
      { action: 'budget.delete', target_id: user.id, outcome: 'succeeded' },
      { action: 'budget.set', target_id: user.id, outcome: 'succeeded' },
    ]);
  });

  it('is gone with the workspace that is erased', async () => {
    const workspace = await makeWorkspace(service.database);
    const holder = await issueKey(service, { workspace });
    for (const owner of ['workspace', `keys/${holder.id}`]) await as(holder).put(`${PATH}/${owner}`).send(BUDGET);
    const { body } = await as(operator).delete(`/api/v1/workspaces/${workspace}`);
    expect(body).toMatchObject({ erased: { llm_budgets: 2 }, remaining: { llm_budgets: 0, llm_budget_periods: 0 } });
  });
});

describe('A budget that cannot be', () => {
  it.each<[string, object, string]>([
    ['a negative limit', { limit_usd: '-1' }, 'limit_usd'],
    ['a limit of 10^30', { limit_usd: `1${'0'.repeat(30)}` }, 'limit_usd'],
    ['a limit in scientific notation', { limit_usd: '1e3' }, 'limit_usd'],
    ['more decimals than the ledger counts', { limit_usd: '0.0000000000001' }, 'limit_usd'],
    ['NaN', { limit_usd: 'NaN' }, 'limit_usd'],
    ['a number', { limit_usd: 25 }, 'limit_usd'],
    ['a limit of a megabyte', { limit_usd: '1'.repeat(500_000) }, 'limit_usd'],
    ['no limit', { limit_usd: undefined }, 'limit_usd'],
    ['an unknown period', { period: 'week' }, 'period'],
    ['no period', { period: null }, 'period'],
    ['a time zone that does not exist', { time_zone: 'Mars/Olympus' }, 'time_zone'],
    ['a fixed offset', { time_zone: '+01:00' }, 'time_zone'],
    ['no time zone', { time_zone: null }, 'time_zone'],
    ['an unknown mode', { mode: 'soft' }, 'mode'],
    ['no mode', { mode: null }, 'mode'],
    ['an unknown field', { currency: 'EUR' }, 'currency'],
  ])('is refused by name: %s', async (_, change, field) => {
    const { status, body } = await as(admin)
      .put(`${PATH}/workspace`)
      .send({ ...BUDGET, ...change });
    expect(status).toBe(422);
    expect(body.details.errors).toMatchObject([{ field }]);
    expect((await as(admin).get(`${PATH}/workspace`)).status).toBe(404);
  });

  it('is refused for a key that does not exist, is of another workspace, or is no id', async () => {
    for (const id of [UNKNOWN_ID, operator.id]) {
      for (const answer of [
        await as(admin).put(`${PATH}/keys/${id}`).send(BUDGET),
        await as(admin).get(`${PATH}/keys/${id}`),
        await as(admin).delete(`${PATH}/keys/${id}`),
      ]) {
        expect(answer.status).toBe(404);
        expect(answer.body).toMatchObject({ error_code: 'API_KEY_NOT_FOUND' });
      }
    }
    expect((await as(admin).put(`${PATH}/keys/none`).send(BUDGET)).status).toBe(422);
    expect((await as(admin).get(`${PATH}/keys/${user.id}`)).body).toMatchObject({ error_code: 'BUDGET_NOT_FOUND' });
  });
});

describe('What a budget counts', () => {
  it('is what the ledger holds of its period and its keys, also from before it was set', async () => {
    await spend(user);
    await spend(reader);
    await spend(user, { createdAt: new Date(Date.now() - 40 * 86_400_000) });
    const set = await as(admin).put(`${PATH}/keys/${user.id}`).send(BUDGET);
    expect(set.body).toMatchObject({ key_id: user.id, spent_usd: '0.00002', remaining_usd: '24.99998' });
    await as(admin)
      .put(`${PATH}/workspace`)
      .send({ ...BUDGET, limit_usd: '0.00004' });
    expect((await as(reader).get(`${PATH}/workspace`)).body).toMatchObject({
      ...{ spent_usd: '0.00004', remaining_usd: '0', exceeded: true },
    });
  });

  it('goes on with the key that replaces a rotated one', async () => {
    const before = (await as(admin).get(`${PATH}/keys/${user.id}`)).body;
    const { body: successor } = await as(admin).post(`/api/v1/api-keys/${user.id}/rotate`).send({});
    await spend({ ...user, id: successor.id as string });
    const { body } = await as(admin).get(`${PATH}/keys/${successor.id}`);
    expect(body).toMatchObject({ key_id: user.id, spent_usd: '0.00004' });
    expect(before.spent_usd).toBe('0.00002');
    const asSuccessor = await as(admin).put(`${PATH}/keys/${successor.id}`).send(BUDGET);
    expect(asSuccessor.body).toMatchObject({ key_id: user.id });
    expect((await service.http.get(PATH).set(bearing(reader))).body.data).toHaveLength(2);
  });
});
