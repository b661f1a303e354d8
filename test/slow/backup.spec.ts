import { beforeAll, describe, expect, it } from 'vitest';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { loadSettings } from '../../src/app.settings.js';
import { MAGIC } from '../../src/database/backup/backup-format.js';
import { FrameWriter } from '../../src/database/backup/frame-writer.js';
import { verifyBackup } from '../../src/database/backup/verify-backup.js';
import { writeBackup } from '../../src/database/backup/write-backup.js';
import { DatabaseSettings } from '../../src/database/database.settings.js';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { schema } from '../../src/schema.js';
import { fill } from '../support/rows/many-rows.js';
import { backUp, restore, useBackupFiles, withEmptyDatabase } from '../support/backup-files.js';
import { catalogueOf } from '../support/schema-dump.js';
import { contentsOf } from '../support/table-contents.js';
import { type TestDatabase, useTestDatabase } from '../support/test-database.js';

const settings = loadSettings({}).get(DatabaseSettings);
const LEADS = 3_000;
/** What a text format may get wrong. */
const AWKWARD = ['\\N', '\\.', 'tab\tnew\nline\r\\ \\n', '日本 é 😀', '"quoted" \'text\'', ''];

const { folder, file } = useBackupFiles();

/** Indexes that are built anew are printed with their casts and parentheses in other places. */
async function schemaOf(database: TestDatabase): Promise<string[]> {
  const lines = await catalogueOf(database);
  return lines.map((line) => line.replaceAll(/::[a-z ]+(\[\])?|[()]/g, '')).sort();
}

async function fillTables(database: TestDatabase): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const many = { workspaces: 5, leads: LEADS, qualifications: LEADS, audit_events: 500, api_keys: 5, llm_calls: 2_000 };
  await fill(client, many);
  await client.end();
  const workspace = [DEFAULT_WORKSPACE_ID];
  for (const text of AWKWARD) {
    await database.query(
      `INSERT INTO leads (workspace_id, id, company_name, notes, additional_data)
       VALUES ($1, gen_random_uuid(), $2, $3, $4)`,
      [...workspace, `x${text}`, text, { text, half: 0.1 + 0.2 }],
    );
  }
  await database.query(
    `INSERT INTO webhooks (workspace_id, id, url, events, secret) VALUES ($1, gen_random_uuid(), 'https://a.example',
     '{lead.created}', 'whsec_x')`,
    workspace,
  );
  // With a budget for it, a row of the ledger that is written again would be counted again.
  await database.query(
    `INSERT INTO llm_budgets (workspace_id, id, limit_pico_usd, period, time_zone, mode)
     VALUES ($1, $1, 1000000, 'month', 'UTC', 'hard')`,
    workspace,
  );
  await database.query(
    `INSERT INTO llm_budget_periods (workspace_id, budget_id, starts_at, ends_at, spent_pico_usd)
     VALUES ($1, $1, '2025-12-01', '2026-01-01', 12345)`,
    workspace,
  );
  await database.query(`UPDATE leads SET industry = 'Optics' WHERE id IN (SELECT id FROM leads LIMIT 10)`);
  await database.query(`SELECT nextval('webhook_positions') FROM generate_series(1, 41)`);
}

describe('a backup', () => {
  const source = useTestDatabase();
  let path: string;

  beforeAll(async () => {
    await fillTables(source);
    path = file('whole.backup');
    await backUp(source, path);
  }, 60_000);

  it('is for its owner alone, says what it holds, and leaves nothing else behind', async () => {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const contents = await contentsOf(source);
    const rows = Object.values(contents).reduce((sum, table) => sum + table.rows, 0);
    expect(await verifyBackup(path)).toMatchObject({ format: 1, rows, tables: Object.keys(contents).length });
    expect(await readdir(folder())).toEqual(['whole.backup']);
  });

  it('restores every row of every table as it was, and every sequence, and no trigger runs', async () => {
    const before = await contentsOf(source);
    await withEmptyDatabase(async (target) => {
      expect(await restore(target, path)).toEqual([]);
      expect(await contentsOf(target)).toEqual(before);
      expect(await schemaOf(target)).toEqual(await schemaOf(source));
      const next = `SELECT nextval('webhook_positions') AS next`;
      expect(await target.query(next)).toEqual(await source.query(next));
      // They run again.
      await target.query(`UPDATE leads SET notes = 'changed' WHERE id = (SELECT id FROM leads LIMIT 1)`);
      const versions = `SELECT sum(version)::int AS sum FROM leads`;
      const [changed] = await target.query<{ sum: number }>(versions);
      const [unchanged] = await source.query<{ sum: number }>(versions);
      expect(changed!.sum).toBe(unchanged!.sum + 1);
    });
  }, 60_000);

  it('is refused before anything is written if it is cut off anywhere, or one bit of it differs', async () => {
    const bytes = await readFile(path);
    const damaged = file('damaged.backup');
    const places = Array.from({ length: 25 }, (_, index) => Math.floor((index / 25) * bytes.length));
    const cut = [...places, bytes.length - 1].map((length) => bytes.subarray(0, length));
    // After the ten bytes of gzip's header, of which some say nothing about the contents.
    const flipped = places.map((place) => {
      const copy = Buffer.from(bytes);
      copy[Math.max(10, place)]! ^= 1;
      return copy;
    });
    for (const content of [...cut, ...flipped, Buffer.concat([bytes, Buffer.from('x')])]) {
      await writeFile(damaged, content);
      await expect(verifyBackup(damaged)).rejects.toThrow(/is cut off or was changed|is not a backup/);
    }
    await rm(damaged);
  }, 60_000);

  it('is refused if it is changed below its compression', async () => {
    const bytes = gunzipSync(await readFile(path));
    const changed = file('changed.backup');
    const company = bytes.indexOf('Zephyrine');
    const variants = [
      Buffer.concat([bytes.subarray(0, company), Buffer.from('Zephyrina'), bytes.subarray(company + 9)]),
      Buffer.concat([bytes.subarray(0, company), bytes.subarray(company + 9)]),
      Buffer.concat([bytes, bytes]),
      bytes.subarray(0, company),
      Buffer.from(bytes.toString('latin1').replace('"company_name"', '"company_mane"'), 'latin1'),
    ];
    for (const variant of variants) {
      await writeFile(changed, gzipSync(variant));
      await expect(verifyBackup(changed)).rejects.toThrow(/is cut off or was changed/);
    }
    for (const foreign of [
      Buffer.alloc(0),
      Buffer.from('PGDMP'),
      gzipSync('-- SQL'),
      gzipSync(Buffer.alloc(1_000_000)),
    ]) {
      await writeFile(changed, foreign);
      await expect(verifyBackup(changed)).rejects.toThrow(/is not a backup of Sales Agent/);
    }
    await expect(verifyBackup(file('none.backup'))).rejects.toThrow(/cannot be read \(ENOENT\)/);
    await rm(changed);
  }, 60_000);

  it('is refused where the database has rows, and where a newer version made either of them', async () => {
    const before = await contentsOf(source);
    await expect(restore(source, path)).rejects.toThrow(/is not empty: \w+ has rows; create an empty database/);
    expect(await contentsOf(source)).toEqual(before);

    const frames = new FrameWriter();
    const header = { format: 1, version: '9.0.0', created_at: '', migrations: ['FromTheFuture1'], sequences: [] };
    const write = (head: object) =>
      writeFile(
        file('future.backup'),
        gzipSync(
          Buffer.concat([
            MAGIC,
            frames.json('header', head),
            frames.json('end', { tables: 0, rows: 0, sha256: frames.sha256() }),
          ]),
        ),
      );
    await write(header);
    await withEmptyDatabase(async (target) => {
      await expect(restore(target, file('future.backup'))).rejects.toThrow(/Sales Agent 9.0.0, which is newer/);
      expect(await contentsOf(target)).toEqual({});
      await target.query('CREATE TABLE sales_agent_migrations (id serial, timestamp bigint, name varchar)');
      await target.query(`INSERT INTO sales_agent_migrations (timestamp, name) VALUES (1, 'FromTheFuture1')`);
      await expect(restore(target, path)).rejects.toThrow(/is of a newer version than the backup/);
      await target.query('CREATE TABLE leads (id int)');
      await expect(backUp(target, file('future-2.backup'))).rejects.toThrow(/A newer version of Sales Agent migrated/);
    });
    await rm(file('future.backup'));
  }, 60_000);

  it('names a format that it cannot read, also one whose other frames it does not know', async () => {
    const frames = new FrameWriter();
    const header = frames.json('header', {
      format: 2,
      version: '9.0.0',
      created_at: '',
      migrations: [],
      sequences: [],
    });
    await writeFile(file('format.backup'), gzipSync(Buffer.concat([MAGIC, header, Buffer.from('Q\0\0\0\0')])));
    await expect(verifyBackup(file('format.backup'))).rejects.toThrow(/made by Sales Agent 9.0.0, whose format/);
    await rm(file('format.backup'));
  });

  it('is not written over a file, nor where it cannot be, and an interrupted one leaves nothing', async () => {
    await expect(backUp(source, path)).rejects.toThrow(/exists already/);
    await expect(backUp(source, file('none/x'))).rejects.toThrow(/cannot be written \(ENOENT\)/);
    await withEmptyDatabase(async (target) => {
      await expect(backUp(target, file('nothing'))).rejects.toThrow(/no tables of Sales Agent/);
    });
    await expect(writeBackup(source.url, settings, schema, file('stopped'), AbortSignal.abort())).rejects.toThrow(
      /abort/,
    );
    expect(await readdir(folder())).toEqual(['whole.backup']);
  });
});
