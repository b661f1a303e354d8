import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.js';
import { useFolder } from '../support/service-process.js';
import { createTestDatabase, useTestDatabase } from '../support/test-database.js';

const folder = useFolder();
const run = (args: string[], environment?: Record<string, string>) => runCommand(folder.path, args, environment);

describe('sales-agent', () => {
  it('exits with 0 after help and its version, and with 2 after a wrong command line', async () => {
    const [help, version, none, typo, extra] = await Promise.all(
      [['--help'], ['--version'], [], ['serv'], ['serve', 'now']].map((args) => run(args)),
    );
    expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Usage: sales-agent /), stderr: '' });
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
    expect(none).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^Usage: sales-agent /) });
    expect(typo).toEqual({ code: 2, stdout: '', stderr: "error: unknown command 'serv'\n(Did you mean serve?)\n" });
    expect(extra).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^error: too many arguments.*\n$/),
    });
  }, 30_000);
});

describe('sales-agent migrate', () => {
  const database = useTestDatabase({ empty: true });

  it('lists, runs and reverts migrations, and says when there is nothing to do', async () => {
    const migrate = async (...step: string[]) => {
      const { code, stdout, stderr } = await run(['migrate', ...step], { DATABASE_URL: database.url });
      expect([code, stderr]).toEqual([0, '']);
      return stdout.trimEnd().split('\n');
    };
    const pending = await migrate('status');
    expect(pending[0]).toBe('Pending Leads1795300000000');
    expect(await migrate('run')).toEqual(pending.map((line) => line.replace('Pending', 'Ran')));
    expect(await migrate('run')).toEqual(['Nothing to run.']);
    expect(await migrate('status')).toEqual(['Nothing is pending.']);
    const newest = pending.at(-1)!.replace('Pending ', '');
    expect((await migrate('revert', '--yes')).at(-1)).toBe(`Reverted ${newest}`);
    expect(await migrate('status')).toEqual([`Pending ${newest}`]);
  }, 60_000);

  it('names what a revert drops, and does it only if that is confirmed', async () => {
    const own = await createTestDatabase({ empty: true });
    const environment = { DATABASE_URL: own.url };
    await run(['migrate', 'run'], environment);
    await own.query(`DELETE FROM sales_agent_migrations WHERE name NOT LIKE 'Leads%'`);
    await own.query(`INSERT INTO leads (workspace_id, id, company_name) SELECT id, id, 'Acme' FROM workspaces`);
    const outcome = await run(['migrate', 'revert'], environment);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toBe('Nothing was changed; add --yes to confirm it without a terminal.\n');
    expect(outcome.stdout).toMatch(/^Reverting Leads1795300000000 drops\n.* {2}table leads \(1 rows\)\n/s);
    expect(await own.query('SELECT company_name FROM leads')).toEqual([{ company_name: 'Acme' }]);
    await own.drop();
  }, 60_000);

  it('says in one line that the database is away', async () => {
    const outcome = await run(['migrate', 'run'], { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' });
    expect(outcome).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^.*\n$/) });
  }, 30_000);
});
