import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExportLeadsQuery } from '../../../src/leads/export/export-leads.dto.js';
import { LeadExports } from '../../../src/leads/export/lead-exports.service.js';
import { DEFAULT_WORKSPACE_ID, type WorkspaceId } from '../../../src/database/workspace-id.js';
import { expectFailure } from '../../support/failure.js';
import { startReplica, useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const EXPORT = '/api/v1/leads/export';

describe('an export whose reader is slow, or goes', () => {
  const limited = useService({
    // A workspace of two may take one.
    LEADS_EXPORTS_MAX: '2',
    DB_POOL_TIMEOUT_SECONDS: '1',
    LEADS_EXPORT_SILENCE_SECONDS: '2',
    SLOW_READER_TIMEOUT_SECONDS: '60',
  });

  beforeAll(async () => {
    await limited.database.query(
      `INSERT INTO leads (workspace_id, id, company_name, notes)
       SELECT '${DEFAULT_WORKSPACE_ID}', gen_random_uuid(), 'Acme ' || n, repeat('n', 9000)
       FROM generate_series(1, 4000) AS n`,
    );
  });

  const transactions = async () => {
    const [row] = await limited.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE datname = current_database() AND state <> 'idle' AND query LIKE 'COPY%'`,
    );
    return row!.count;
  };

  /** An export of which only the head is read. */
  const begin = async () => {
    const call = request(`${limited.url}${EXPORT}.ndjson`, { agent: false }).end();
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    response.on('error', () => undefined).pause();
    await until(async () => (await transactions()) === 1);
    return response;
  };

  it('gives its connection back at once when the reader goes', async () => {
    const response = await begin();
    response.destroy();
    await until(async () => (await transactions()) === 0);
    const next = await fetch(`${limited.url}${EXPORT}.ndjson`);
    expect((await next.text()).split('\n')).toHaveLength(4_001);
  });

  it('is cut after the silence of its reader, visibly', async () => {
    const response = await begin();
    await until(async () => (await transactions()) === 0, 5_000);
    response.resume();
    await until(() => response.closed);
    expect(response.complete).toBe(false);
  });

  it('keeps others of its workspace waiting for a bounded time, who then get 503, and no other workspace', async () => {
    const response = await begin();
    const refused = await limited.http.get(`${EXPORT}.csv`);
    expectFailure(refused, 503, 'SERVICE_UNAVAILABLE');
    expect(refused.headers['retry-after']).toBe('5');
    const call = { signal: new AbortController().signal, setHead: () => undefined, isHeadRequest: false };
    const exports = limited.app.get(LeadExports, { strict: false });
    const empty = await exports.ndjson({ ...call, workspace: randomUUID() as WorkspaceId }, new ExportLeadsQuery());
    expect(await text(empty)).toBe('');
    response.destroy();
    await until(async () => (await transactions()) === 0);
  });

  it('breaks off visibly when its connection to the database is lost', async () => {
    const response = await begin();
    await until(async () => {
      const ended = await limited.database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'COPY%'`,
      );
      return ended.length > 0;
    });
    response.resume();
    await until(() => response.closed);
    expect(response.complete).toBe(false);
    const next = await fetch(`${limited.url}${EXPORT}.csv`);
    expect((await next.text()).length).toBeGreaterThan(4_000 * 9_000);
  });

  it('breaks off visibly when the service stops before it is read', async () => {
    const replica = await startReplica(limited.database, { SHUTDOWN_TIMEOUT_SECONDS: '1' });
    const call = request(`${replica.url}${EXPORT}.ndjson`, { agent: false }).end();
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    response.on('error', () => undefined).pause();
    await replica.stop();
    expect(await transactions()).toBe(0);
    response.resume();
    await until(() => response.closed);
    expect(response.complete).toBe(false);
  });
});
