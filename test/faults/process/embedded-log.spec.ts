import { appendFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import pg from 'pg';
import { EmbeddedServer, runSql, useEmbeddedServer } from '../../support/embedded-server.js';

const server = useEmbeddedServer(54_962);

describe('the log of the embedded PostgreSQL', () => {
  it('holds no statement and no value of a row, whatever fails', async () => {
    const url = await server.start();
    await runSql(url, 'CREATE TABLE leads (id uuid, email text UNIQUE CHECK (email LIKE $$%@%$$), size int NOT NULL)');
    const failing = [
      `INSERT INTO leads VALUES (NULL, 'jane@people.example', 1), (NULL, 'jane@people.example', 1)`,
      `INSERT INTO leads VALUES (NULL, 'jane-people.example', 1)`,
      `INSERT INTO leads VALUES (NULL, 'jane@people.example', NULL)`,
      `SELECT 'jane@people.example'::uuid`,
      `SELECT 'jane@people.example'::int`,
      `SELECT FROM "jane@people.example"`,
      `DO $$ BEGIN RAISE WARNING 'jane@people.example'; END $$`,
    ];
    for (const statement of failing) await runSql(url, statement).catch(() => undefined);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('SELECT $1::int', ['jane@people.example']).catch(() => undefined);
    await client.end();
    await runSql(await server.asSuperuser(url), 'SELECT pg_sleep(0)');
    const text = await server.log();
    expect(text).toContain('database system is ready');
    expect(text).not.toMatch(/people\.example|INSERT|SELECT/);
  }, 30_000);

  it('of an older version that holds such values is emptied at the start', async () => {
    await server.start();
    await server.restart(() =>
      appendFile(
        server.path('postgres.log'),
        'ERROR:  duplicate key value violates unique constraint\nDETAIL:  Key (contact_email)=(jane@people.example)\n',
      ),
    );
    expect(await server.log()).not.toContain('people.example');
  }, 30_000);

  it('keeps its newest lines within its limit', async () => {
    await mkdir(server.path());
    await writeFile(server.path('postgres.log'), `oldest\n${'LOG:  a line\n'.repeat(100_000)}newest\n`);
    await server.start();
    expect((await stat(server.path('postgres.log'))).size).toBeLessThan(EmbeddedServer.LOG_BYTES);
    const text = await server.log();
    expect(text).toContain('newest');
    expect(text).not.toContain('oldest');
  }, 30_000);
});

describe('a start that fails', () => {
  it('on a wrong password stops the server that it launched', async () => {
    await server.start();
    const failed = server.restart(() => writeFile(server.path('postgres.password'), 'another-one'));
    await expect(failed).rejects.toThrow(/postgres\.password is not the one of its database; restore the right one\.$/);
    expect(await server.postmaster()).toBeUndefined();
  }, 30_000);

  it('on a lost password launches nothing, and makes no new one', async () => {
    await server.start();
    const failed = server.restart(() => rm(server.path('postgres.password')));
    await expect(failed).rejects.toThrow(/postgres\.password, .+, is missing; restore it from a backup\.$/);
    expect(await server.postmaster()).toBeUndefined();
    await expect(stat(server.path('postgres.password'))).rejects.toThrow('ENOENT');
  }, 30_000);

  it('on data of another version of PostgreSQL says so in one line', async () => {
    await server.start();
    const failed = server.restart(() => writeFile(server.path('postgres/PG_VERSION'), '17\n'));
    await expect(failed).rejects.toThrow(
      /^The data in .+ belongs to PostgreSQL 17, and PostgreSQL \d+ is installed; .+$/,
    );
    expect(await server.postmaster()).toBeUndefined();
  }, 30_000);
});
