import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresServer } from '../../support/postgres-server.js';
import { createFolder, type ServiceProcess, startService } from '../../support/service-process.js';
import { countStored, Traffic } from '../../support/traffic.js';
import { until } from '../../support/until.js';
import { freePort } from '../../support/free-port.js';

const isInstalled = spawnSync('pgbouncer', ['--version']).status === 0;
if (!isInstalled) console.warn('PgBouncer is not installed, so the service behind it is not tested');

(isInstalled ? describe : describe.skip)('PgBouncer in transaction mode', () => {
  let server: PostgresServer;
  let pooler: ChildProcess;
  let port: number;
  let home: string;
  let service: ServiceProcess;
  let folder: Awaited<ReturnType<typeof createFolder>>;

  const startPooler = () => server.spawn('pgbouncer', ['-q', join(home, 'pgbouncer.ini')]);

  beforeAll(async () => {
    server = await PostgresServer.create();
    await server.start();
    port = await freePort();
    home = await mkdtemp(join(tmpdir(), 'sales-agent-pooler-'));
    await chmod(home, 0o777);
    const { port: serverPort } = new URL(server.url());
    await writeFile(join(home, 'users.txt'), `"postgres" "${server.password}"\n`, { mode: 0o644 });
    await writeFile(
      join(home, 'pgbouncer.ini'),
      [
        '[databases]',
        `postgres = host=127.0.0.1 port=${serverPort}`,
        '[pgbouncer]',
        'listen_addr = 127.0.0.1',
        `listen_port = ${port}`,
        'unix_socket_dir =',
        'auth_type = scram-sha-256',
        `auth_file = ${join(home, 'users.txt')}`,
        'pool_mode = transaction',
        'default_pool_size = 5',
      ].join('\n'),
      { mode: 0o644 },
    );
    pooler = startPooler();
    folder = await createFolder();
    service = await startService(folder.path, { DATABASE_URL: server.url('postgres', port) });
    await until(async () => (await fetch(`${service.url}/health/ready`)).ok, 30_000);
  }, 60_000);

  afterAll(async () => {
    await service.end('SIGTERM');
    pooler.kill('SIGKILL');
    await server.remove();
    await Promise.all([folder.remove(), rm(home, { recursive: true, force: true })]);
  });

  it('is migrated through, served through, and may be restarted under load', async () => {
    const traffic = await Traffic.start(service.url);
    for (let round = 0; round < 3; round++) {
      await sleep(500);
      const ended = once(pooler, 'exit');
      pooler.kill('SIGKILL');
      await ended;
      await sleep(500);
      pooler = startPooler();
    }
    await sleep(1_000);
    const { reads, failedReads, acknowledged, oddWrites, live } = await traffic.stop();
    expect(reads).toBeGreaterThan(0);
    expect(failedReads).toEqual([]);
    expect(oddWrites).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(await countStored(server, acknowledged)).toBe(acknowledged.length);
    expect([...live]).toEqual([200]);
  }, 60_000);
});
