import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPostmaster } from '../../../src/database/embedded/postmaster-file.js';
import { createFolder, type ServiceProcess, startAndFail, startService } from '../../support/service-process.js';
import { until } from '../../support/until.js';

describe('the embedded PostgreSQL', () => {
  let folder: Awaited<ReturnType<typeof createFolder>>;
  let services: ServiceProcess[];

  const start = async (environment: Record<string, string> = {}) => {
    const service = await startService(folder.path, environment);
    services.push(service);
    return service;
  };

  const createLead = async ({ url }: ServiceProcess, name: string): Promise<string> => {
    const response = await fetch(`${url}/api/v1/leads`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ company_name: name }),
    });
    expect(response.status).toBe(201);
    return ((await response.json()) as { id: string }).id;
  };

  const readLead = async ({ url }: ServiceProcess, id: string) => (await fetch(`${url}/api/v1/leads/${id}`)).status;

  /** A line of the file that the server writes of itself. */
  const ofPostmaster = async (line: number) => {
    const lines = (await readFile(join(folder.path, 'data/postgres/postmaster.pid'), 'utf8')).split('\n');
    return Number(lines[line]);
  };

  const postmasterPid = () => ofPostmaster(0);

  const postmasterPort = () => ofPostmaster(3);

  const isRunning = async () => (await findPostmaster(join(folder.path, 'data/postgres'))) !== undefined;

  beforeEach(async () => {
    folder = await createFolder();
    services = [];
  });

  afterEach(async () => {
    await Promise.all(services.map((service) => service.end('SIGTERM')));
    await folder.remove();
  });

  it('starts on an empty folder, keeps its password to its owner, and ends with the service', async () => {
    const service = await start();
    await createLead(service, 'Acme');
    const password = await stat(join(folder.path, 'data/postgres.password'));
    expect(password.mode & 0o777).toBe(0o600);
    expect(await service.end('SIGTERM')).toBe(0);
    expect(existsSync(join(folder.path, 'data/postgres/postmaster.pid'))).toBe(false);
  }, 30_000);

  it.each<NodeJS.Signals>(['SIGHUP', 'SIGINT'])(
    'ends with the service on %s',
    async (signal) => {
      const service = await start();
      expect(await isRunning()).toBe(true);
      expect(await service.end(signal)).toBe(0);
      expect(await isRunning()).toBe(false);
    },
    30_000,
  );

  it('keeps what was stored from one start to the next', async () => {
    const first = await start();
    const id = await createLead(first, 'Acme');
    await first.end('SIGTERM');
    expect(await readLead(await start(), id)).toBe(200);
  }, 30_000);

  it('is taken over by the next start after a crash of the service', async () => {
    const first = await start();
    const id = await createLead(first, 'Acme');
    const server = await postmasterPid();
    await first.end('SIGKILL');
    const second = await start();
    expect(await postmasterPid()).toBe(server);
    expect(await readLead(second, id)).toBe(200);
    expect(await second.end('SIGTERM')).toBe(0);
    expect(() => process.kill(server, 0)).toThrow();
  }, 30_000);

  it('is taken over also by another path of the same folder', async () => {
    const first = await start();
    const id = await createLead(first, 'Acme');
    const server = await postmasterPid();
    await first.end('SIGKILL');
    await symlink(join(folder.path, 'data'), join(folder.path, 'link'));
    const second = await start({ DATA_DIR: './link' });
    expect(await postmasterPid()).toBe(server);
    expect(await readLead(second, id)).toBe(200);
  }, 30_000);

  it('recovers from a crash of both', async () => {
    const first = await start();
    const id = await createLead(first, 'Acme');
    process.kill(await postmasterPid(), 'SIGKILL');
    await first.end('SIGKILL');
    expect(await readLead(await start(), id)).toBe(200);
  }, 40_000);

  it('is started again when it alone is killed, at the same port, with what was stored', async () => {
    const service = await start();
    const id = await createLead(service, 'Acme');
    for (let round = 0; round < 2; round++) {
      const [before, port] = [await postmasterPid(), await postmasterPort()];
      process.kill(before, 'SIGKILL');
      await until(async () => (await postmasterPid().catch(() => before)) !== before);
      await until(async () => (await fetch(`${service.url}/health/ready`)).status === 200);
      await until(async () => (await readLead(service, id)) === 200);
      expect(await postmasterPort()).toBe(port);
      await createLead(service, `Acme ${round}`);
      expect((await fetch(`${service.url}/health`)).status).toBe(200);
    }
    const last = await postmasterPid();
    expect(await service.end('SIGTERM')).toBe(0);
    expect(() => process.kill(last, 0)).toThrow();
  }, 60_000);

  it('stays down when the service ends while it is being started again', async () => {
    const service = await start();
    const server = await postmasterPid();
    process.kill(server, 'SIGKILL');
    expect(await service.end('SIGTERM')).toBe(0);
    expect(await isRunning()).toBe(false);
  }, 30_000);

  it('is not shared: a second start in the folder ends with one clear sentence', async () => {
    const first = await start();
    const second = await startAndFail(folder.path);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/^The data folder \.\/data is in use by another running Sales Agent; .+\n$/);
    await createLead(first, 'Acme');
  }, 30_000);

  it('starts with a stale pid file: another process, no process, garbage, or empty', async () => {
    const first = await start();
    const id = await createLead(first, 'Acme');
    await first.end('SIGTERM');
    const rest = [join(folder.path, 'data/postgres'), 1, 54_329, '', '127.0.0.1', '', ''];
    const stale = [process.pid, 4_194_304, 'garbage'].map((pid) => [pid, ...rest].join('\n'));
    for (const content of [...stale, '']) {
      await writeFile(join(folder.path, 'data/postgres/postmaster.pid'), content);
      const next = await start();
      expect(await readLead(next, id)).toBe(200);
      await next.end('SIGTERM');
    }
  }, 60_000);

  it('starts where an earlier start was cut off while it filled the folder', async () => {
    await mkdir(join(folder.path, 'data/postgres.4711'), { recursive: true });
    await writeFile(join(folder.path, 'data/postgres.4711/PG_VERSION'), '18\n');
    await createLead(await start(), 'Acme');
  }, 30_000);

  it('takes another port where its own is taken', async () => {
    const occupant: Server = createServer();
    const port = await new Promise<number>((resolve) => {
      occupant.listen(0, '127.0.0.1', () => {
        resolve((occupant.address() as { port: number }).port);
      });
    });
    try {
      await createLead(await start({ EMBEDDED_POSTGRES_PORT: String(port) }), 'Acme');
    } finally {
      occupant.close();
    }
  }, 30_000);

  it('reports a password that does not fit the data', async () => {
    const first = await start();
    await first.end('SIGTERM');
    await writeFile(join(folder.path, 'data/postgres.password'), 'something else');
    const second = await startAndFail(folder.path);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('The password in data/postgres.password is not the one of its database');
  }, 30_000);
});
