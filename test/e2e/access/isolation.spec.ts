import { beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from 'supertest';
import { type Scope, SCOPES } from '../../../src/api/scope.js';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';
import { useService } from '../../support/test-service.js';
import { expectFailure, expectFailureAt } from '../../support/failure.js';
import { LEAD } from '../../support/sample-lead.js';
import { clientOf, type KeyHolder, issueKey, makeWorkspace, UNKNOWN_ID } from '../../support/callers.js';

interface Operation {
  'x-public'?: boolean;
  'x-required-scope'?: Scope | 'any';
}

const service = useService();
let operator: Agent;
let ours: KeyHolder;
let us: Agent;
let them: Agent;

beforeAll(async () => {
  operator = clientOf(service.url, await issueKey(service));
  ours = await issueKey(service, { workspace: await makeWorkspace(service.database, 'Ours') });
  us = clientOf(service.url, ours);
  them = clientOf(service.url, await issueKey(service, { workspace: await makeWorkspace(service.database, 'Theirs') }));
});

function send(agent: Agent, method: string, path: string) {
  switch (method) {
    case 'get':
      return agent.get(path);
    case 'post':
      return agent.post(path);
    case 'put':
      return agent.put(path);
    case 'patch':
      return agent.patch(path);
    case 'delete':
      return agent.delete(path);
    default:
      throw new Error(`No test sends ${method}`);
  }
}

describe('scopes', () => {
  it('allow the operations that require them, and no others', async () => {
    const { body: document } = await service.http.get('/api/v1/openapi.json');
    const agents = new Map<Scope, { exact: Agent; allBut: Agent }>();
    for (const scope of SCOPES) {
      const others = SCOPES.filter((one) => one !== scope && one !== 'admin');
      agents.set(scope, {
        exact: clientOf(service.url, await issueKey(service, { scopes: [scope] })),
        allBut: clientOf(service.url, await issueKey(service, { scopes: others })),
      });
    }
    const paths = Object.entries(document.paths as Record<string, Record<string, Operation>>);
    for (const [template, methods] of paths) {
      for (const [method, operation] of Object.entries(methods)) {
        const scope = operation['x-required-scope'];
        const path = template.replace(/\{\w+\}/g, UNKNOWN_ID);
        const what = `${method} ${path}`;
        expect([what, scope !== undefined]).toEqual([what, operation['x-public'] !== true]);
        // Behind "any", each tool requires a scope of its own.
        if (scope === undefined || scope === 'any') continue;
        const { exact, allBut } = agents.get(scope)!;
        const denied = await send(allBut, method, path);
        expect(expectFailureAt(path, denied, 403, 'ACCESS_DENIED')).toEqual({ required_scope: scope });
        for (const agent of [exact, agents.get('admin')!.exact]) {
          const { status } = await send(agent, method, path);
          expect([what, status === 401 || status === 403]).toEqual([what, false]);
        }
      }
    }
  });
});

describe('a lead of another workspace', () => {
  it.each<
    [string, (agent: Agent, id: string) => Promise<{ status: number; headers: Record<string, string>; body: object }>]
  >([
    ['GET', (agent, id) => agent.get(`/api/v1/leads/${id}`)],
    ['PATCH', (agent, id) => agent.patch(`/api/v1/leads/${id}`).send({ notes: 'mine' })],
    ['DELETE', (agent, id) => agent.delete(`/api/v1/leads/${id}`)],
    ['qualify', (agent, id) => agent.post(`/api/v1/leads/${id}/qualify`).send({})],
    ['history', (agent, id) => agent.get(`/api/v1/leads/${id}/qualifications`)],
    ['export', (agent, id) => agent.get(`/api/v1/leads/${id}/export`)],
  ])('is answered with 404, also for operators: %s', async (_what, sendRequest) => {
    const { body: lead } = await us.post('/api/v1/leads').send(LEAD);
    for (const agent of [them, operator]) {
      const [foreign, missing] = [await sendRequest(agent, lead.id), await sendRequest(agent, UNKNOWN_ID)];
      expectFailure(foreign, 404, 'LEAD_NOT_FOUND');
      const anonymous = JSON.parse(JSON.stringify(foreign.body).replaceAll(lead.id, UNKNOWN_ID)) as object;
      const volatile = { timestamp: 0, request_id: 0 };
      expect({ ...anonymous, ...volatile }).toEqual({ ...missing.body, ...volatile });
    }
    expect((await us.get(`/api/v1/leads/${lead.id}`)).body).toEqual(lead);
  });

  it('is in no list with any filter, and its external id is free', async () => {
    const { body: lead } = await us.post('/api/v1/leads').send({ ...LEAD, external_id: 'crm-1' });
    const { status, body: same } = await them.post('/api/v1/leads').send({ ...LEAD, external_id: 'crm-1' });
    expect(status).toBe(201);
    for (const query of ['', '?limit=100', '?workspace_id=' + ours.workspace, '?workspaceId=' + ours.workspace]) {
      const answer = await them.get(`/api/v1/leads${query}`);
      expect([200, 422]).toContain(answer.status);
      expect(answer.text).not.toContain(lead.id);
    }
    const header = await them.get('/api/v1/leads').set('x-workspace-id', ours.workspace);
    expect(header.body.data.map(({ id }: { id: string }) => id)).toEqual([same.id]);
  });
});

describe('a cursor', () => {
  it('of another workspace or of another list is refused', async () => {
    for (let count = 0; count < 3; count++) await us.post('/api/v1/leads').send(LEAD);
    await issueKey(service, { workspace: ours.workspace });
    await us.delete(`/api/v1/leads/${UNKNOWN_ID}`);
    await us.get(`/api/v1/leads/${UNKNOWN_ID}/export`);
    for (const path of ['/api/v1/leads', '/api/v1/api-keys', '/api/v1/audit-events']) {
      const { body } = await us.get(`${path}?limit=1`);
      expect(body.next_cursor).toMatch(/./);
      for (const agent of [them, operator]) {
        expectFailure(await agent.get(path).query({ cursor: body.next_cursor }), 422, 'VALIDATION_ERROR');
      }
      for (const other of ['/api/v1/leads', '/api/v1/api-keys', '/api/v1/audit-events', '/api/v1/workspaces']) {
        const { status } = await us.get(other).query({ cursor: body.next_cursor });
        expect([path, other, status]).toEqual([path, other, path === other ? 200 : 422]);
      }
    }
    const { body } = await operator.get('/api/v1/workspaces?limit=1');
    expectFailure(await us.get('/api/v1/workspaces').query({ cursor: body.next_cursor }), 422, 'VALIDATION_ERROR');
  });
});

describe('the keys of another workspace', () => {
  it('are made, listed, read, rotated and revoked by operators', async () => {
    const query = `?workspace_id=${ours.workspace}`;
    const newKey = { name: 'a', scopes: ['leads:read'], workspace_id: ours.workspace.toUpperCase() };
    const { status, body: made } = await operator.post('/api/v1/api-keys').send(newKey);
    expect([status, made.workspace_id]).toEqual([201, ours.workspace]);
    const { body: list } = await operator.get(`/api/v1/api-keys${query}`);
    expect(list.data.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining([made.id, ours.id]));
    expect((await operator.get(`/api/v1/api-keys/${made.id}${query}`)).status).toBe(200);
    expectFailure(await operator.get(`/api/v1/api-keys/${made.id}`), 404, 'API_KEY_NOT_FOUND');
    const { body: rotated } = await operator.post(`/api/v1/api-keys/${made.id}/rotate${query}`).send({});
    expect(rotated.workspace_id).toBe(ours.workspace);
    expect((await operator.delete(`/api/v1/api-keys/${rotated.id}${query}`)).status).toBe(204);
  });

  it('are out of reach for admins of other workspaces', async () => {
    const { id } = await issueKey(service);
    const before = await service.database.query('SELECT * FROM api_keys ORDER BY id');
    const newKey = { name: 'a', scopes: ['admin'] };
    for (const workspace_id of [DEFAULT_WORKSPACE_ID, ours.workspace, UNKNOWN_ID]) {
      const query = `?workspace_id=${workspace_id}`;
      for (const answer of [
        await them.post('/api/v1/api-keys').send({ ...newKey, workspace_id }),
        await them.get(`/api/v1/api-keys${query}`),
        await them.get(`/api/v1/api-keys/${id}${query}`),
        await them.delete(`/api/v1/api-keys/${id}${query}`),
        await them.post(`/api/v1/api-keys/${id}/rotate${query}`).send({}),
      ]) {
        expectFailure(answer, 404, 'WORKSPACE_NOT_FOUND');
      }
    }
    for (const target of [id, ours.id]) {
      expectFailure(await them.get(`/api/v1/api-keys/${target}`), 404, 'API_KEY_NOT_FOUND');
      expectFailure(await them.delete(`/api/v1/api-keys/${target}`), 404, 'API_KEY_NOT_FOUND');
      expectFailure(await them.post(`/api/v1/api-keys/${target}/rotate`).send({}), 404, 'API_KEY_NOT_FOUND');
    }
    expect(await service.database.query('SELECT * FROM api_keys ORDER BY id')).toEqual(before);
  });

  it.each([
    'workspace_id[]=',
    'workspace_id=a&workspace_id=',
    'workspace_id=%00',
    '__proto__=',
    'constructor=',
    'toString=',
  ])('are not reached by ?%s', async (query) => {
    expectFailure(await them.get(`/api/v1/api-keys?${query}${ours.workspace}`), 422, 'VALIDATION_ERROR');
  });
});
