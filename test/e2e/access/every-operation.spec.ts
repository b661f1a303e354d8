import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { SCOPES } from '../../../src/api/scope.js';
import { loadSettings } from '../../../src/app.settings.js';
import { createApp } from '../../../src/app.setup.js';
import {
  UNKNOWN_ID,
  UNKNOWN_KEY,
  bearing,
  clientOf,
  issueKey,
  makeWorkspace,
  profileOf,
  type KeyHolder,
} from '../../support/callers.js';
import { type ApiDocument, type DocumentedOperation, operationsOf } from '../../support/api-document.js';
import { expectFailure } from '../../support/failure.js';
import { until } from '../../support/until.js';
import { LEAD } from '../../support/sample-lead.js';
import { startTestService, type TestService, useService } from '../../support/test-service.js';

describe('A route without an access declaration', () => {
  let service: TestService;
  let calls = 0;

  beforeAll(async () => {
    service = await startTestService();
    const app = await createApp(loadSettings({ LOG_LEVEL: 'silent' }), service.database.url);
    const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
    fastify.get('/undeclared', () => ({ calls: ++calls }));
    fastify.get('/declared', { config: { operation: { scope: 'public' } } }, () => ({ calls: ++calls }));
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const first = service;
    service = { ...first, url, stop: () => app.close().then(() => first.stop()) };
  });

  afterAll(() => service.stop());

  async function answerTo(headers: Record<string, string> = {}, path = '/undeclared') {
    const response = await fetch(service.url + path, { headers });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.json() };
  }

  it('refuses every caller, also local ones and admins', async () => {
    expectFailure(await answerTo(), 500, 'INTERNAL_ERROR');
    const admin = await issueKey(service);
    expectFailure(await answerTo(bearing(admin)), 500, 'INTERNAL_ERROR');
    expect((await fetch(`${service.url}/undeclared`, { method: 'HEAD', headers: bearing(admin) })).status).toBe(500);
    expect(calls).toBe(0);
    expect((await answerTo({}, '/declared')).body).toEqual({ calls: 1 });
  });
});

/** Texts of workspace A, which no caller of another one may see. */
const mark = () => `marker-${randomUUID()}`;
const MARKERS = { company_name: mark(), contact_name: mark(), notes: mark(), industry: mark(), external_id: mark() };
const NAMES = { workspace: mark(), key: mark(), signal: mark() };
/** What erases or ends goes last. */
const ORDER = ['get', 'patch', 'put', 'post', 'delete'];

const service = useService();
let calls: DocumentedOperation[];
let ours: KeyHolder;
/** What workspace A has, by what a path calls its id. */
let ids: Record<string, string>;

beforeAll(async () => {
  const workspace = await makeWorkspace(service.database, NAMES.workspace);
  ours = await issueKey(service, { workspace, name: NAMES.key });
  const us = clientOf(service.url, ours);
  const { body: lead } = await us.post('/api/v1/leads/qualify').send({ ...LEAD, ...MARKERS });
  await us.post('/api/v1/leads').send({ ...LEAD, ...MARKERS, external_id: mark() });
  const profile = await profileOf(us);
  const { status } = await us.put('/api/v1/scoring-profile').send({ ...profile, buying_signals: [NAMES.signal] });
  expect(status).toBe(200);
  const budget = { limit_usd: '987654.321', period: 'month' };
  for (const owner of ['workspace', `keys/${ours.id}`]) await us.put(`/api/v1/llm/budgets/${owner}`).send(budget);
  const hook = { url: `https://example.com/${MARKERS.notes}`, events: ['lead.created'] };
  const { body: webhook } = await us.post('/api/v1/webhooks').send(hook);
  await us.put(`/api/v1/leads/${lead.id}/outcome`).send({ outcome: 'won', reason: MARKERS.notes });
  await service.database.query(
    `INSERT INTO scoring_models (workspace_id, version, status) VALUES ($1, 876543210, 'too_few')`,
    [workspace],
  );
  // Models and jobs belong to no workspace; these are not there.
  const { body: run } = await us.post('/api/v1/qualification-runs').send({ lead_ids: [lead.id], requalify: true });
  await until(async () => {
    const { body } = await us.get(`/api/v1/qualification-runs/${run.id}`);
    return body.state === 'completed';
  });
  const file = `Company,Record ID\n${MARKERS.company_name},${MARKERS.external_id}`;
  const { body: imported } = await us.post('/api/v1/imports').set('content-type', 'text/csv').send(file);
  ids = {
    imports: imported.id,
    'qualification-runs': run.id,
    leads: lead.id,
    'api-keys': ours.id,
    keys: ours.id,
    workspaces: workspace,
    models: 'no-such-model',
    jobs: randomUUID(),
    'scoring-models': '876543210',
    webhooks: webhook.id,
  };
  const { body: document } = await service.http.get('/api/v1/openapi.json');
  calls = operationsOf(document as ApiDocument).sort((a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method));
});

/** Calls an operation with the id of what workspace A has, or with another one, and the document's own example. */
async function send({ method, path: template, exampleBody }: DocumentedOperation, headers: object, otherId?: string) {
  const collection = template.split('/').find((part) => part in ids);
  if (template.includes('{') && collection === undefined) throw new Error(`Nothing is made for ${template}`);
  const path = template.replace(/\{\w+\}/g, otherId ?? ids[collection ?? ''] ?? '');
  const body = exampleBody === undefined ? {} : { body: JSON.stringify(exampleBody) };
  const type = exampleBody === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(service.url + path, {
    method: method.toUpperCase(),
    headers: { ...headers, ...type },
    ...body,
  });
  return { status: answer.status, text: `${await answer.text()} ${JSON.stringify([...answer.headers])}` };
}

describe('every operation', () => {
  it('declares that it is public, or which scope it needs', () => {
    for (const call of calls) {
      expect([call.path, call.isPublic]).toEqual([call.path, call.security.length === 0]);
    }
    expect(calls.length).toBeGreaterThan(20);
  });

  it.each<[string, () => Record<string, string>]>([
    ['no key', () => ({})],
    ['a key that does not exist', () => bearing({ key: UNKNOWN_KEY })],
    ['something that is no key', () => ({ 'x-api-key': 'open sesame' })],
  ])('that is not public is refused to a caller with %s', async (_, headers) => {
    for (const call of calls) {
      const { status } = await send(call, headers());
      expect([call.method, call.path, status === 401]).toEqual([call.method, call.path, !call.isPublic]);
    }
  });

  it('neither shows nor changes anything of another workspace', async () => {
    const theirs = await makeWorkspace(service.database);
    const before = await snapshot();
    const secrets = [...Object.values(MARKERS), ...Object.values(NAMES), ...Object.values(ids), ours.key, '987654.321'];
    for (const scope of SCOPES) {
      const headers = bearing(await issueKey(service, { workspace: theirs, scopes: [scope] }));
      for (const call of calls) {
        const namesIds = call.path.includes('{') || call.operationId === 'listAuditEvents';
        const requestedIds = namesIds ? Object.values(ids) : [];
        const { status, text } = await send(call, headers);
        // Ids that they sent themselves may be named: in the answer that it does not exist, and in their own audit log.
        const seen = secrets.filter((secret) => text.includes(secret) && !requestedIds.includes(secret));
        expect([scope, call.operationId, seen]).toEqual([scope, call.operationId, []]);
        if (!call.path.includes('{') || call.isPublic) continue;
        const missing = await send(call, headers, UNKNOWN_ID);
        expect([call.operationId, status]).toEqual([call.operationId, missing.status]);
        expect([403, 404]).toContain(status);
      }
    }
    expect(await snapshot()).toEqual(before);
  });
});

/** All that the database holds of workspace A. */
async function snapshot(): Promise<object[]> {
  const tables = [
    'leads',
    'qualifications',
    'scoring_profiles',
    'api_keys',
    'audit_events',
    'idempotency_keys',
    'llm_budgets',
    'webhooks',
    'webhook_deliveries',
    'lead_outcomes',
    'scoring_models',
    'imports',
    'import_rows',
    'qualification_runs',
    'run_items',
  ];
  const rows = tables.map((table) =>
    service.database.query(`SELECT * FROM ${table} WHERE workspace_id = $1 ORDER BY 1, 2`, [ours.workspace]),
  );
  return Promise.all([...rows, service.database.query('SELECT * FROM workspaces WHERE id = $1', [ours.workspace])]);
}
