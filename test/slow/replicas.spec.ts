import { describe, expect, it } from 'vitest';
import { useService, useReplica } from '../support/test-service.js';
import { until } from '../support/until.js';
import { LEAD } from '../support/sample-lead.js';
import { clientOf, bearing, type KeyHolder, issueKey, makeWorkspace } from '../support/callers.js';

/** What a change may take to be effective everywhere. */
const EVERYWHERE_MS = 5_000;

const one = useService();
const other = useReplica(one);

async function statusAt({ url }: { url: string }, headers: Record<string, string> = {}): Promise<number> {
  return (await fetch(`${url}/api/v1/leads`, { headers })).status;
}

/** A key of a workspace of its own that both replicas have just let in. */
async function rememberedKey(): Promise<KeyHolder> {
  const workspace = await makeWorkspace(one.database);
  const holder = await issueKey(one, { workspace, scopes: ['leads:read', 'leads:write'] });
  expect([await statusAt(one, bearing(holder)), await statusAt(other, bearing(holder))]).toEqual([200, 200]);
  return holder;
}

describe('two replicas', () => {
  it('are both closed by the first key: the one that made it at once, the other within 5 s', async () => {
    expect([await statusAt(one), await statusAt(other)]).toEqual([200, 200]);
    const { status, body } = await one.http.post('/api/v1/api-keys').send({ name: 'first', scopes: ['admin'] });
    expect(status).toBe(201);
    expect(await statusAt(one)).toBe(401);
    await until(async () => (await statusAt(other)) === 401, EVERYWHERE_MS);
    expect([await statusAt(one, bearing(body)), await statusAt(other, bearing(body))]).toEqual([200, 200]);
  }, 15_000);

  it('both refuse a key that has ended: the one that ended it at once, the other within 5 s', async () => {
    const operator = await issueKey(one);
    const asOperator = clientOf(one.url, operator);
    const endings: ((holder: KeyHolder) => Promise<{ status: number }>)[] = [
      async ({ id, workspace }) => asOperator.delete(`/api/v1/api-keys/${id}?workspace_id=${workspace}`),
      async ({ id, workspace }) =>
        asOperator.post(`/api/v1/api-keys/${id}/rotate?workspace_id=${workspace}`).send({ overlap_seconds: 0 }),
      async ({ workspace }) => asOperator.delete(`/api/v1/workspaces/${workspace}`),
    ];
    const ends = endings.map(async (end) => {
      const holder = await rememberedKey();
      expect((await end(holder)).status).toBeLessThan(300);
      await until(async () => (await statusAt(one, bearing(holder))) === 401, 2_000);
      await until(async () => (await statusAt(other, bearing(holder))) === 401, EVERYWHERE_MS);
    });
    await Promise.all(ends);
    expect([await statusAt(one, bearing(operator)), await statusAt(other, bearing(operator))]).toEqual([200, 200]);
  }, 15_000);

  it('leave nothing of a workspace that is erased at the one and written to at the other', async () => {
    const holder = await rememberedKey();
    const [operator, team] = [clientOf(one.url, await issueKey(one)), clientOf(other.url, holder)];
    const leads = () => one.database.query('SELECT FROM leads WHERE workspace_id = $1', [holder.workspace]);
    let isErased = false;
    const writers = Array.from({ length: 6 }, async () => {
      while (!isErased) await team.post('/api/v1/leads/qualify').send(LEAD);
    });
    await until(async () => (await leads()).length > 20);
    const { status, body } = await operator.delete(`/api/v1/workspaces/${holder.workspace}`);
    expect((await team.post('/api/v1/leads').send(LEAD)).status).toBeGreaterThanOrEqual(400);
    isErased = true;
    await Promise.all(writers);
    expect(status).toBe(200);
    expect(new Set(Object.values(body.remaining as object))).toEqual(new Set([0]));
    expect(await leads()).toEqual([]);
  }, 20_000);
});
