import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { EmbeddedPostgres } from '../../../src/database/embedded/embedded-postgres.js';
import * as ports from '../../../src/database/embedded/free-port.js';
import { runSql, useEmbeddedServer } from '../../support/embedded-server.js';
import { freePort } from '../../support/free-port.js';
import { usePostgresServer } from '../../support/postgres-server.js';
import { until } from '../../support/until.js';

vi.mock(import('../../../src/database/embedded/free-port.js'), { spy: true });

const port = await freePort();
const servers = Array.from({ length: 4 }, () => useEmbeddedServer(port));
const [server] = servers as [(typeof servers)[number]];

const portOf = (url: string): number => Number(new URL(url).port);

/** Listens on `taken`, as any program, until the function that it gives is called. */
async function occupy(taken: number): Promise<() => Promise<void>> {
  const occupant = createServer((socket) => socket.destroy()).listen(taken, '127.0.0.1');
  await once(occupant, 'listening');
  return async () => {
    occupant.close();
    await once(occupant, 'close');
  };
}

describe('the port of the embedded PostgreSQL', () => {
  /** Another PostgreSQL, with other passwords. */
  const stranger = usePostgresServer();

  afterEach(() => vi.resetAllMocks());

  it('is one for each folder, where several start at once and would all take the same', async () => {
    for (const each of servers) await each.start();
    for (const each of servers) await each.stop();
    const urls = await Promise.all(servers.map((each) => each.start()));
    expect(new Set(urls.map(portOf)).size).toBe(servers.length);
    for (const url of urls) expect(await runSql(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  }, 60_000);

  it('is another one where a PostgreSQL took the free one before the launch, and no password is blamed', async () => {
    const taken = portOf(stranger.url());
    vi.mocked(ports.freePort).mockResolvedValueOnce(taken).mockResolvedValueOnce(taken);
    const url = await server.start();
    expect(portOf(url)).not.toBe(taken);
    expect(await runSql(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  }, 30_000);

  it('is chosen a few times only: a start that never gets one says where to look', async () => {
    vi.mocked(ports.freePort).mockResolvedValue(portOf(stranger.url()));
    await expect(server.start()).rejects.toThrow(/^The embedded PostgreSQL did not start; .+postgres\.log says why\.$/);
    expect(await server.log()).toMatch(/could not bind IPv4 address.+Address already in use/);
    expect(await server.postmaster()).toBeUndefined();
  }, 30_000);

  it('is not the one of a pid file from before a reboot, where a PostgreSQL of others listens by now', async () => {
    await server.start();
    const pidFile = server.path('postgres/postmaster.pid');
    const lines = (await readFile(pidFile, 'utf8')).split('\n');
    const taken = portOf(stranger.url());
    const stale = [process.pid, lines[1], lines[2], taken, ...lines.slice(4)].join('\n');
    const url = await server.restart(() => writeFile(pidFile, stale));
    expect(portOf(url)).not.toBe(taken);
    expect(await runSql(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  }, 30_000);

  describe('that a program takes while the server is down', () => {
    let warn: MockInstance<Logger['warn']>;

    const warnings = () => JSON.stringify(warn.mock.calls.map(([{ err }]) => (err as Error | undefined)?.message));

    const isUsable = (url: string) =>
      runSql(url, 'SELECT').then(
        () => true,
        () => false,
      );

    /** Kills the server, and takes its port between the look for a free one and the launch. */
    const killAndOccupy = async (): Promise<() => Promise<void>> => {
      const occupied = Promise.withResolvers<() => Promise<void>>();
      vi.mocked(ports.freePort).mockImplementationOnce(async (preferred) => {
        occupied.resolve(await occupy(preferred));
        return preferred;
      });
      process.kill((await server.postmaster())?.pid ?? 0, 'SIGKILL');
      return occupied.promise;
    };

    beforeEach(() => {
      warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    });

    it('is waited for, and the log says so', async () => {
      const url = await server.start();
      const release = await killAndOccupy();
      await until(() => warnings().includes(`Another program uses port ${portOf(url)}`));
      expect(warnings()).not.toContain('password');
      await release();
      await until(() => isUsable(url));
    }, 30_000);

    it('is waited for also while a command works on another port', async () => {
      const url = await server.start();
      const release = await killAndOccupy();
      const command = new EmbeddedPostgres(server.path(), portOf(url));
      const other = portOf(await command.start({ isShared: true }));
      await until(() => warnings().includes(`Another process started the embedded PostgreSQL on port ${other}`));
      await release();
      await command.stop();
      await until(() => isUsable(url));
    }, 30_000);
  });
});
