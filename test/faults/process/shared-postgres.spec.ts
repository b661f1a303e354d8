import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { EmbeddedPostgres } from '../../../src/database/embedded/embedded-postgres.js';
import { useFolder } from '../../support/service-process.js';
import { StdioProcess } from '../../support/stdio-process.js';

const PORT = 54_943;
const ENVIRONMENT = { EMBEDDED_POSTGRES_PORT: String(PORT), LOG_LEVEL: 'warn' };
/** Somewhere in the middle of the end of those who were there before. */
const MOMENTS_MS = [50, 150, 250, 350];
const ROUNDS = 20;

const folder = useFolder();

function start(count: number): StdioProcess[] {
  return Array.from(
    { length: count },
    () => new StdioProcess(['dist/server/main.js', 'mcp'], folder.path, ENVIRONMENT),
  );
}

/** The process of the embedded server, 0 where there is none. */
async function serverPid(): Promise<number> {
  const file = join(folder.path, 'data', 'postgres', 'postmaster.pid');
  return parseInt((await readFile(file, 'utf8').catch(() => '0')).split('\n')[0] ?? '0');
}

async function hangUpAll(clients: StdioProcess[]): Promise<void> {
  expect(await Promise.all(clients.map((client) => client.closeInput()))).toEqual(clients.map(() => 0));
}

it('serves those who start at once on an empty folder, and those who start while the last are ending', async () => {
  let clients = start(3);
  for (const moment of MOMENTS_MS) {
    await Promise.all(clients.map((client) => client.initialize()));
    const ending = hangUpAll(clients);
    await sleep(moment);
    clients = start(2);
    await ending;
  }
  await Promise.all(clients.map((client) => client.initialize()));
  await hangUpAll(clients);
  expect(await serverPid()).toBe(0);
}, 120_000);

it('starts one server for all who start at once on a folder where none runs', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const guests = Array.from({ length: 5 }, () => new EmbeddedPostgres(join(folder.path, 'data'), PORT));
    const urls = await Promise.all(guests.map((guest) => guest.start({ isShared: true })));
    expect(new Set(urls).size).toBe(1);
    await Promise.all(guests.map((guest) => guest.stop()));
    expect(await serverPid()).toBe(0);
  }
}, 120_000);

it('restarts a killed server from any process, and stops it at the end', async () => {
  const clients = start(3);
  await Promise.all(clients.map((client) => client.initialize()));
  await clients[0]!.call('create_lead', { company_name: 'Acme Corp' });
  process.kill(await serverPid(), 'SIGKILL');
  await sleep(500);
  const answers = await Promise.all(clients.map((client) => client.call('search_leads', {})));
  expect(answers.map(({ result }) => result.structuredContent.leads.length)).toEqual([1, 1, 1]);
  await hangUpAll(clients.slice(1));
  expect(await serverPid()).toBeGreaterThan(0);
  await hangUpAll(clients.slice(0, 1));
  expect(await serverPid()).toBe(0);
}, 120_000);
