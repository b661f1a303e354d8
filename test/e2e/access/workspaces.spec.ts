import { beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from 'supertest';
import { schema } from '../../../src/schema.js';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';
import { useService } from '../../support/test-service.js';
import { expectFailure } from '../../support/failure.js';
import { LEAD } from '../../support/sample-lead.js';
import {
  clientOf,
  bearing,
  type KeyHolder,
  issueKey,
  makeWorkspace,
  profileOf,
  UNKNOWN_ID,
} from '../../support/callers.js';

const service = useService();
let operator: Agent;
let holder: KeyHolder;
let admin: Agent;

beforeAll(async () => {
  operator = clientOf(service.url, await issueKey(service));
  holder = await issueKey(service, { workspace: await makeWorkspace(service.database, 'Sales EMEA') });
  admin = clientOf(service.url, holder);
});

/** Fills a workspace with `leads` leads that were judged once each, and with all else it may have. */
async function fill(workspace: string, leads: number): Promise<void> {
  const { body } = await operator
    .post('/api/v1/api-keys')
    .send({ name: 'crm', scopes: ['admin'], workspace_id: workspace })
    .set('idempotency-key', `fill-${workspace}`);
  const team = clientOf(service.url, body);
  expect((await team.post('/api/v1/leads/qualify').send(LEAD)).status).toBe(201);
  expect((await team.put('/api/v1/scoring-profile').send(await profileOf(team))).status).toBe(200);
  await service.database.query(
    `INSERT INTO leads (workspace_id, id, company_name)
     SELECT $1, gen_random_uuid(), 'Company ' || n FROM generate_series(1, $2::int) AS n`,
    [workspace, leads],
  );
  await service.database.query(
    `INSERT INTO qualifications
       (workspace_id, id, lead_id, score, tier, reasoning, factors, method, model, latency_ms, profile_version)
     SELECT workspace_id, gen_random_uuid(), id, 50, 'C', 'why', '{}', 'rules', 'rules-1', 1, 2
     FROM leads WHERE workspace_id = $1 AND company_name LIKE 'Company %'`,
    [workspace],
  );
}

async function countOf(workspace: string): Promise<Record<string, number>> {
  const counts = schema.workspaceTables.names.map(async (table) => {
    const rows = await service.database.query(`SELECT FROM ${table} WHERE workspace_id = $1`, [workspace]);
    return [table, rows.length] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

describe('workspaces', () => {
  it('are made, read, renamed and listed by operators', async () => {
    const { status, body } = await operator.post('/api/v1/workspaces').send({ name: '  Sales APAC ' });
    expect(status).toBe(201);
    expect(body).toEqual({ id: expect.any(String), name: 'Sales APAC', created_at: expect.stringMatching(/Z$/) });
    expect((await operator.get(`/api/v1/workspaces/${body.id}`)).body).toEqual(body);
    const renamed = await operator.patch(`/api/v1/workspaces/${body.id}`).send({ name: 'APAC' });
    expect(renamed.body).toEqual({ ...body, name: 'APAC' });
    expect((await operator.get('/api/v1/workspaces')).body.data).toContainEqual(renamed.body);
  });

  it('are listed a page at a time, the default one last', async () => {
    const read: { id: string; name: string }[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: Record<string, string> = cursor === '' ? { limit: '1' } : { limit: '1', cursor };
      const { body } = await operator.get('/api/v1/workspaces').query(query);
      read.push(...body.data);
      cursor = body.next_cursor as string | null;
    }
    expect(read.at(-1)).toMatchObject({ id: DEFAULT_WORKSPACE_ID, name: 'default' });
    expect(new Set(read.map(({ id }) => id)).size).toBe(read.length);
    expect(read.map(({ id }) => id)).toContain(holder.workspace);
  });

  it.each([[{}], [{ name: '' }], [{ name: 'a\0' }], [{ name: 'n'.repeat(101) }], [{ name: 'a', id: UNKNOWN_ID }]])(
    'are not called %j',
    async (body) => {
      const path = `/api/v1/workspaces/${holder.workspace}`;
      expectFailure(await operator.post('/api/v1/workspaces').send(body), 422, 'VALIDATION_ERROR');
      expectFailure(await operator.patch(path).send(body), 422, 'VALIDATION_ERROR');
    },
  );

  it('start with the default scoring profile', async () => {
    const { body: workspace } = await operator.post('/api/v1/workspaces').send({ name: 'New' });
    const team = clientOf(service.url, await issueKey(service, { workspace: workspace.id }));
    const { status, body } = await team.get('/api/v1/scoring-profile');
    const { body: first } = await operator.get('/api/v1/scoring-profile');
    expect(status).toBe(200);
    expect({ ...body, created_at: null }).toEqual({ ...first, created_at: null });
    expect((await team.post('/api/v1/leads/qualify').send(LEAD)).body.qualification.profile_version).toBe(1);
  });
});

describe('an admin of another workspace than the default one', () => {
  it('sees and renames its own workspace only', async () => {
    const { body } = await admin.get('/api/v1/workspaces');
    expect(body).toMatchObject({ data: [{ id: holder.workspace, name: 'Sales EMEA' }], next_cursor: null });
    expect((await admin.get(`/api/v1/workspaces/${holder.workspace}`)).status).toBe(200);
    const renamed = await admin.patch(`/api/v1/workspaces/${holder.workspace}`).send({ name: 'Sales DACH' });
    expect(renamed.body.name).toBe('Sales DACH');
  });

  it('gets 404 for other workspaces, as for unknown ones', async () => {
    const path = (id: string) => `/api/v1/workspaces/${id}`;
    for (const sendRequest of [
      (id: string) => admin.get(path(id)),
      (id: string) => admin.patch(path(id)).send({ name: 'Mine' }),
      (id: string) => admin.delete(path(id)),
    ]) {
      const [missing, foreign] = [await sendRequest(UNKNOWN_ID), await sendRequest(DEFAULT_WORKSPACE_ID)];
      expectFailure(foreign, 404, 'WORKSPACE_NOT_FOUND');
      const same = JSON.stringify(missing.body).replaceAll(UNKNOWN_ID, DEFAULT_WORKSPACE_ID);
      const volatile = { timestamp: null, request_id: null };
      expect({ ...foreign.body, ...volatile }).toEqual({ ...JSON.parse(same), ...volatile });
    }
    expect((await operator.get(path(DEFAULT_WORKSPACE_ID))).body.name).toBe('default');
  });

  it('cannot create or erase workspaces, not even its own', async () => {
    expectFailure(await admin.post('/api/v1/workspaces').send({ name: 'More' }), 403, 'ACCESS_DENIED');
    expectFailure(await admin.delete(`/api/v1/workspaces/${holder.workspace}`), 403, 'ACCESS_DENIED');
  });
});

describe('an erasure', () => {
  it('covers every table with rows of workspaces', async () => {
    const tables = await service.database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name = 'workspace_id'`,
    );
    expect([...schema.workspaceTables.names].sort()).toEqual(tables.map(({ name }) => name).sort());
  });

  it('deletes all rows of the workspace, reports their number, and leaves other workspaces unchanged', async () => {
    const { body: workspace } = await operator.post('/api/v1/workspaces').send({ name: 'Large' });
    await fill(workspace.id, 12_000);
    const key = await issueKey(service, { workspace: workspace.id });
    expect((await service.http.get('/api/v1/leads').set(bearing(key))).status).toBe(200);
    const [before, others] = [await countOf(workspace.id), await countOf(holder.workspace)];
    expect(before).toMatchObject({ leads: 12_001, qualifications: 12_001, scoring_profiles: 2, api_keys: 2 });
    const { status, body } = await operator.delete(`/api/v1/workspaces/${workspace.id}`);
    expect(status).toBe(200);
    const none = Object.fromEntries(schema.workspaceTables.names.map((table) => [table, 0]));
    expect(body).toEqual({ id: workspace.id, name: 'Large', erased: before, remaining: none });
    expect(await countOf(workspace.id)).toEqual(none);
    expect(await countOf(holder.workspace)).toEqual(others);
    expectFailure(await service.http.get('/api/v1/leads').set(bearing(key)), 401, 'AUTHENTICATION_FAILED');
    expectFailure(await operator.get(`/api/v1/workspaces/${workspace.id}`), 404, 'WORKSPACE_NOT_FOUND');
    expectFailure(await operator.delete(`/api/v1/workspaces/${workspace.id}`), 404, 'WORKSPACE_NOT_FOUND');
  }, 30_000);

  it('refuses the default workspace, and answers 404 for an unknown one', async () => {
    const erase = (id: string) => operator.delete(`/api/v1/workspaces/${id}`);
    expectFailure(await erase(DEFAULT_WORKSPACE_ID), 409, 'DEFAULT_WORKSPACE_NOT_ERASABLE');
    expectFailure(await erase(UNKNOWN_ID), 404, 'WORKSPACE_NOT_FOUND');
    expectFailure(await erase('default'), 422, 'VALIDATION_ERROR');
    expect((await operator.get('/api/v1/leads')).status).toBe(200);
  });
});
