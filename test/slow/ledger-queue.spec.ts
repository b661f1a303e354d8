import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { WorkspaceId } from '../../src/database/workspace-id.js';
import { LedgerQueue } from '../../src/llm/ledger/ledger-queue.service.js';
import { ledgerRow } from '../support/ledger-row.js';
import { startTestService, type TestService } from '../support/test-service.js';
import { until } from '../support/until.js';

let service: TestService;
let queue: LedgerQueue;

beforeEach(async () => {
  service = await startTestService({ DB_POOL_TIMEOUT_SECONDS: '1' });
  queue = service.app.get(LedgerQueue, { strict: false });
});

afterEach(async () => {
  await service.stop();
});

function record(count: number, workspace?: WorkspaceId): void {
  for (let index = 0; index < count; index++)
    queue.record(ledgerRow(workspace === undefined ? {} : { workspaceId: workspace }));
}

async function stored(): Promise<number> {
  const [row] = await service.database.query<{ count: number }>('SELECT count(*)::int AS count FROM llm_calls');
  return row!.count;
}

/** Runs one statement next to the service's database, whose connections a test may have refused. */
async function administer(sql: string): Promise<void> {
  const url = new URL(service.database.url);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

describe('the queue of the ledger', () => {
  it('writes what it is given', async () => {
    record(2_345);
    expect(queue.depth).toBe(2_345);
    await until(() => queue.depth === 0);
    expect(await stored()).toBe(2_345);
  });

  it('loses nothing while the database accepts no connection', async () => {
    const name = new URL(service.database.url).pathname.slice(1);
    record(500);
    await until(() => queue.depth === 0);
    await administer(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
    await administer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    record(10_000);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    record(10_000);
    expect(queue.depth).toBe(20_000);
    await administer(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
    await until(() => queue.depth === 0, 20_000);
    expect([await stored(), queue.dropped]).toEqual([20_500, 0]);
  }, 40_000);

  it('loses nothing while the connections are cut, again and again', async () => {
    const name = new URL(service.database.url).pathname.slice(1);
    for (let round = 0; round < 10; round++) {
      record(2_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await administer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = '${name}' AND application_name = 'sales-agent'`);
    }
    await until(() => queue.depth === 0, 30_000);
    expect([await stored(), queue.dropped]).toEqual([20_000, 0]);
  }, 60_000);

  it('loses nothing while its table is away', async () => {
    // A table that is missing at the start is a fault that ends it.
    record(1);
    await until(() => queue.depth === 0);
    await service.database.query('ALTER TABLE llm_calls RENAME TO llm_calls_away');
    record(3_000);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(queue.depth).toBe(3_000);
    await service.database.query('ALTER TABLE llm_calls_away RENAME TO llm_calls');
    await until(() => queue.depth === 0);
    expect([await stored(), queue.dropped]).toEqual([3_001, 0]);
  });

  it('drops the rows of a workspace that was erased meanwhile, and no others', async () => {
    record(400);
    record(3, uuidv7() as WorkspaceId);
    record(400);
    queue.record(ledgerRow({ cachedTokens: 900 }));
    record(400);
    await until(() => queue.depth === 0);
    expect([await stored(), queue.dropped]).toEqual([1_200, 4]);
  });

  it('is written to the end when the service stops, with what the last requests add', async () => {
    const server: Server = service.app.getHttpServer();
    server.once('close', () => {
      record(100);
    });
    record(1_500);
    await service.app.close();
    expect([await stored(), queue.depth, queue.dropped]).toEqual([1_600, 0, 0]);
  });
});

describe('the rows of a workspace', () => {
  it('are erased with it', async () => {
    const { body: workspace } = await service.http.post('/api/v1/workspaces').send({ name: 'EMEA' });
    record(7, workspace.id as WorkspaceId);
    record(2);
    await until(() => queue.depth === 0);
    const { body } = await service.http.delete(`/api/v1/workspaces/${workspace.id}`);
    expect([body.erased.llm_calls, body.remaining.llm_calls]).toEqual([7, 0]);
    expect(await stored()).toBe(2);
  });
});
