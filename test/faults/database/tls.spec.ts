import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { usePostgresServer } from '../../support/postgres-server.js';
import { startAndFail, startService, useFolder } from '../../support/service-process.js';
import { until } from '../../support/until.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const describeWithOpenssl = hasOpenssl ? describe : describe.skip;

describeWithOpenssl('a database with a self-signed certificate for localhost', () => {
  const server = usePostgresServer();
  const folder = useFolder();

  const certificate = () => join(folder.path, 'server.crt');

  const url = (host: string, query = '') => server.url().replace('127.0.0.1', host) + query;

  beforeAll(async () => {
    await chmod(folder.path, 0o777);
    const key = join(folder.path, 'server.key');
    const openssl = server.spawn('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate()],
    ]);
    expect(await once(openssl, 'exit')).toEqual([0, null]);
    await server.query(`ALTER SYSTEM SET ssl_cert_file = '${certificate()}'`);
    await server.query(`ALTER SYSTEM SET ssl_key_file = '${key}'`);
    await server.query('ALTER SYSTEM SET ssl = on');
    await server.query('SELECT pg_reload_conf()');
    await until(async () => (await server.query<{ ssl: string }>('SHOW ssl'))[0]?.ssl === 'on');
  }, 30_000);

  it.each([
    [{ DB_SSL: 'require' }, '127.0.0.1', '', true],
    [{ DB_SSL: 'no-verify' }, '127.0.0.1', '?sslmode=verify-full', true],
    [{ DB_SSL: 'verify-ca', DB_SSL_CA: 'server.crt' }, '127.0.0.1', '', true],
    [{ DB_SSL_CA: 'server.crt' }, 'localhost', '', true],
    [{ DB_SSL: 'disable' }, '127.0.0.1', '?sslmode=verify-full', false],
  ])(
    'is used with %j at %s%s',
    async (environment, host, query, isEncrypted) => {
      const service = await startService(folder.path, {
        DATABASE_URL: url(host, query),
        ...(environment as Record<string, string>),
      });
      await until(async () => (await fetch(`${service.url}/health/ready`)).ok);
      const sessions = await server.query<{ ssl: boolean }>(
        `SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name LIKE 'sales-agent%'`,
      );
      expect(sessions).toEqual([{ ssl: isEncrypted }]);
      expect(await service.end('SIGTERM')).toBe(0);
    },
    30_000,
  );

  it.each([
    [{}, 'localhost', '?sslmode=verify-full'],
    [{ DB_SSL: 'verify-full' }, 'localhost', ''],
    [{ DB_SSL: 'verify-ca' }, '127.0.0.1', ''],
    [{ DB_SSL_CA: 'server.crt' }, '127.0.0.1', ''],
  ])(
    'ends the start with one line that says what to set, with %j at %s%s',
    async (environment, host, query) => {
      const { code, stderr } = await startAndFail(folder.path, {
        DATABASE_URL: url(host, query),
        ...(environment as Record<string, string>),
      });
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^Wrong settings: DB_SSL_CA must be .+ which is not trusted \([A-Z_]+\); or DB_SSL must be .+\n$/,
      );
    },
    30_000,
  );

  it('ends the start where the file of the authority is missing', async () => {
    const { code, stderr } = await startAndFail(folder.path, { DATABASE_URL: url('localhost'), DB_SSL_CA: 'none.crt' });
    expect([code, stderr]).toEqual([1, 'Wrong settings: DB_SSL_CA must be a file that the service can read\n']);
  }, 30_000);
});
