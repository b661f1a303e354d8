import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { PostgresServer } from '../../support/postgres-server.js';
import { type ServiceProcess, startService, useFolder } from '../../support/service-process.js';
import { useStarted } from '../../support/use-started.js';

const ROWS = 3_000;
const SETTINGS = { IMPORT_BATCH_ROWS: '50', IMPORT_STALL_SECONDS: '2', REQUEST_TIMEOUT_SECONDS: '3' };
const FILE = [
  'Company,Email',
  ...Array.from({ length: ROWS }, (_, index) => `C ${index},c${index % 2_900}@c.example`),
].join('\n');

type Json = ReturnType<typeof JSON.parse>;

const folder = useFolder();
const postgres = useStarted(
  async () => {
    const server = await PostgresServer.create();
    await server.start();
    return server;
  },
  (server) => server.remove(),
);
let services: ServiceProcess[] = [];

const start = async (): Promise<ServiceProcess> => {
  const service = await startService(folder.path, { DATABASE_URL: postgres.url('imports'), ...SETTINGS });
  services.push(service);
  await expect.poll(async () => (await fetch(`${service.url}/health/ready`)).status, { timeout: 20_000 }).toBe(200);
  return service;
};

async function query<Row>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: postgres.url('imports') });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

const send = async (service: ServiceProcess): Promise<Json> => {
  const headers = { 'content-type': 'text/csv' };
  const response = await fetch(`${service.url}/api/v1/imports?wait=false`, { method: 'POST', headers, body: FILE });
  return response.json();
};

const read = async (service: ServiceProcess, id: string): Promise<Json> => {
  const response = await fetch(`${service.url}/api/v1/imports/${id}`);
  return response.json();
};

beforeAll(async () => {
  const client = new pg.Client({ connectionString: postgres.url() });
  await client.connect();
  await client.query('CREATE DATABASE imports').finally(() => client.end());
}, 60_000);

afterEach(async () => {
  await Promise.all(services.map((service) => service.end('SIGKILL')));
  services = [];
  await query('DELETE FROM imports; DELETE FROM leads');
});

/** Waits until the import is under way, so far that it is neither at its beginning nor at its end. */
async function underWay(service: ServiceProcess, id: string): Promise<void> {
  await expect
    .poll(async () => (await read(service, id)).counts.created, { timeout: 30_000, interval: 20 })
    .toBeGreaterThan(200);
  expect(await read(service, id)).toMatchObject({ state: 'merging' });
}

async function expectWhole(service: ServiceProcess, id: string): Promise<void> {
  await expect.poll(async () => (await read(service, id)).state, { timeout: 90_000, interval: 200 }).toBe('completed');
  expect((await read(service, id)).counts).toEqual({
    read: 3_000,
    created: 2_900,
    updated: 100,
    unchanged: 0,
    rejected: 0,
  });
  const [found] = await query('SELECT count(*)::int AS all, count(DISTINCT contact_email)::int AS one FROM leads');
  expect(found).toEqual({ all: 2_900, one: 2_900 });
}

describe('an import', () => {
  it('is finished by the next process where its own is killed', async () => {
    const first = await start();
    const { id } = await send(first);
    await underWay(first, id);
    await first.end('SIGKILL');
    await expectWhole(await start(), id);
  }, 150_000);

  it('goes on where the database is killed', async () => {
    const service = await start();
    const { id } = await send(service);
    await underWay(service, id);
    await postgres.stop('kill');
    await sleep(1_000);
    await postgres.start();
    await expect.poll(async () => (await fetch(`${service.url}/health/ready`)).status, { timeout: 30_000 }).toBe(200);
    await expectWhole(service, id);
  }, 150_000);

  it('is merged once where two processes are at it', async () => {
    const [first, second] = [await start(), await start()];
    const { id } = await send(first);
    await expectWhole(second, id);
  }, 150_000);
});

describe('an upload', () => {
  const open = async (service: ServiceProcess, path = '/api/v1/imports') => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: text/csv\r\ncontent-length: 10000000\r\n\r\nCompany,Email\n`,
    );
    return socket;
  };
  const states = () =>
    query<{ state: string; error: { error_code: string } | null }>('SELECT state, error FROM imports');
  const left = () => query('SELECT FROM import_rows');

  it('that breaks off leaves nothing behind', async () => {
    const service = await start();
    const socket = await open(service);
    socket.write('Acme,a@acme.example\n'.repeat(20_000));
    await expect.poll(async () => (await left()).length, { timeout: 20_000 }).toBeGreaterThan(0);
    socket.destroy();
    await expect
      .poll(states, { timeout: 20_000 })
      .toMatchObject([{ state: 'failed', error: { error_code: 'UPLOAD_INTERRUPTED' } }]);
    await expect.poll(left, { timeout: 20_000 }).toHaveLength(0);
    expect(await query('SELECT FROM leads')).toHaveLength(0);
  }, 60_000);

  it('that stops is ended with an answer', async () => {
    const service = await start();
    const socket = await open(service);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    await once(socket, 'close');
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1.1 408[^]*UPLOAD_TIMEOUT/);
    expect(await states()).toMatchObject([{ state: 'failed', error: { error_code: 'UPLOAD_TIMEOUT' } }]);
    expect(await left()).toHaveLength(0);
  }, 60_000);

  it('that is slow, and goes on, is read to its end', async () => {
    const service = await start();
    async function* slow() {
      yield Buffer.from('Company,Notes\n');
      for (let index = 0; index < 6; index++) {
        yield Buffer.from(`Company ${index},${'x'.repeat(9_000)}\n`.repeat(4));
        await sleep(1_000);
      }
    }
    const response = await fetch(`${service.url}/api/v1/imports`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: slow(),
      duplex: 'half',
    });
    expect(await response.json()).toMatchObject({ state: 'completed', counts: { read: 24 } });
  }, 60_000);

  it('whose process is killed is ended by another one', async () => {
    const [first, second] = [await start(), await start()];
    const socket = await open(first);
    socket.write('Acme,a@acme.example\n'.repeat(20_000));
    await expect.poll(async () => (await left()).length, { timeout: 20_000 }).toBeGreaterThan(0);
    await first.end('SIGKILL');
    await query(`UPDATE imports SET updated_at = now() - interval '1 minute'`);
    await expect.poll(states, { timeout: 60_000 }).toMatchObject([{ state: 'failed' }]);
    await expect.poll(left, { timeout: 20_000 }).toHaveLength(0);
    await second.end('SIGTERM');
  }, 120_000);
});
