import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useFolder, type ServiceProcess, startAndFail, startService } from '../support/service-process.js';
import { useService } from '../support/test-service.js';
import { useTestDatabase } from '../support/test-database.js';
import { request, sendBytes } from '../support/raw-request.js';
import { bearing, issueKey } from '../support/callers.js';

const EVERYWHERE = { HOST: '0.0.0.0' };

const folder = useFolder();
const empty = useTestDatabase();
const withKey = useService();
let key: string;
let running: ServiceProcess[] = [];

beforeAll(async () => {
  ({ key } = await issueKey(withKey));
});

/** What a failed test left running would keep the whole run from ending. */
afterEach(async () => {
  await Promise.all(running.map((service) => service.end('SIGKILL')));
  running = [];
});

async function start(database: { url: string }, environment: Record<string, string> = {}): Promise<ServiceProcess> {
  const service = await startService(folder.path, { DATABASE_URL: database.url, ...environment });
  running.push(service);
  return service;
}

async function statusAt(url: string, path = '/api/v1/leads', headers: Record<string, string> = {}): Promise<number> {
  return (await fetch(url.replace('0.0.0.0', '127.0.0.1') + path, { headers })).status;
}

describe('A service without any API key', () => {
  it('logs that it is open, and accepts requests from this machine only', async () => {
    const service = await start(empty);
    expect(await statusAt(service.url)).toBe(200);
    expect(service.stdout()).toMatch(/"level":40,.*"msg":"OPEN: /);
    expect(new URL(service.url).hostname).toBe('127.0.0.1');
    const elsewhere = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.internal === false && one.family === 'IPv4');
    if (elsewhere !== undefined)
      expect(await canConnect(elsewhere.address, Number(new URL(service.url).port))).toBe(false);
    expect(await service.end('SIGTERM')).toBe(0);
  }, 30_000);

  it('refuses to listen on another address, with one line that names the remedy', async () => {
    const { code, stdout, stderr } = await startAndFail(folder.path, { DATABASE_URL: empty.url, ...EVERYWHERE });
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    for (const word of ['HOST', 'REQUIRE_API_KEY=true', 'npm run keys -- create', '127.0.0.1']) {
      expect(stderr).toContain(word);
    }
    expect(stdout).not.toContain('listens on');
  }, 30_000);

  it('listens on every address when REQUIRE_API_KEY is set, and refuses requests without a key', async () => {
    const service = await start(empty, { ...EVERYWHERE, REQUIRE_API_KEY: 'true' });
    expect([await statusAt(service.url), await statusAt(service.url, '/health/ready')]).toEqual([401, 200]);
    expect(await statusAt(service.url, '/api/v1/leads', { authorization: 'Bearer made-up' })).toBe(401);
    expect(service.stdout()).not.toContain('OPEN');
    expect(await service.end('SIGTERM')).toBe(0);
  }, 30_000);

  it('is closed while the database is away', async () => {
    const nowhere = { url: 'postgresql://nobody@127.0.0.1:1/none' };
    const service = await start(nowhere, { ...EVERYWHERE, DB_POOL_TIMEOUT_SECONDS: '1' });
    expect([await statusAt(service.url), await statusAt(service.url, '/health')]).toEqual([401, 200]);
    expect(await service.end('SIGTERM')).toBe(0);
  }, 30_000);
});

describe('A service with an API key', () => {
  it('listens on every address, and logs no key however a request carries it', async () => {
    const service = await start(withKey.database, { ...EVERYWHERE, LOG_LEVEL: 'trace' });
    const url = service.url.replace('0.0.0.0', '127.0.0.1');
    expect([await statusAt(url), await statusAt(url, '/api/v1/leads', bearing({ key }))]).toEqual([401, 200]);
    const type = 'Content-Type: application/json';
    for (const bytes of [
      request(`GET /api/v1/leads?api_key=${key} HTTP/1.1`),
      request(`GET /api/v1/leads/${key} HTTP/1.1`, [`X-API-Key: ${key}`]),
      request(`GET /${key} HTTP/1.1`, [`X-Request-Id: ${key}`]),
      request('GET /api/v1/leads HTTP/1.1', [`X-API-Key: ${key}`, `Authorization: Bearer ${key}`]),
      request('POST /api/v1/leads HTTP/1.1', [type, `X-API-Key: ${key}`, `Content-Length: ${key.length}`], key),
      request('GET /api/v1/leads HTTP/1.1', [`X-API-Key: ${key}`, 'nonsense']),
    ]) {
      expect((await sendBytes(url, bytes)).status).toBeGreaterThanOrEqual(400);
    }
    const made = await fetch(`${url}/api/v1/api-keys`, {
      method: 'POST',
      headers: { ...bearing({ key }), 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'logged?', scopes: ['admin'] }),
    });
    const secrets = [key, ((await made.json()) as { key: string }).key];
    expect(await service.end('SIGTERM')).toBe(0);
    expect(service.stdout()).toContain('Callers need an API key');
    for (const secret of secrets) expect(service.stdout() + service.stderr()).not.toContain(secret.slice(-20));
  }, 30_000);
});

function canConnect(address: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: address, port, timeout: 1_000 });
  const finish = (isOpen: boolean) => () => {
    socket.destroy();
    resolve(isOpen);
  };
  socket.once('connect', finish(true)).once('error', finish(false)).once('timeout', finish(false));
  return promise;
}
