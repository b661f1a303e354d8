import { beforeAll, describe, expect, it } from 'vitest';
import { type CommandOutcome, runCommand } from '../support/command.js';
import { useFolder, startService } from '../support/service-process.js';
import { useService } from '../support/test-service.js';
import { until } from '../support/until.js';
import { clientOf, bearing, makeWorkspace, UNKNOWN_ID } from '../support/callers.js';

const NOWHERE = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none', DB_POOL_TIMEOUT_SECONDS: '1' };

const folder = useFolder();
const run = (args: string[], environment?: Record<string, string>) =>
  runCommand(folder.path, ['keys', ...args], environment);

function keyIn({ stdout }: CommandOutcome): string {
  return /^sa_live_[A-Za-z0-9_-]{43}$/m.exec(stdout)?.[0] ?? '';
}

async function statusAt(url: string, headers: Record<string, string> = {}): Promise<number> {
  return (await fetch(`${url}/api/v1/leads`, { headers })).status;
}

describe('npm run keys, with a database of its own choosing', () => {
  const service = useService();
  let environment: Record<string, string>;

  beforeAll(() => {
    environment = { DATABASE_URL: service.database.url };
  });

  it('makes the first key, which opens and closes the service, lists it, and revokes it', async () => {
    expect(await statusAt(service.url)).toBe(200);
    const made = await run(['create', '--name', 'first'], environment);
    expect([made.code, made.stderr]).toEqual([0, '']);
    const key = keyIn(made);
    expect(await statusAt(service.url, bearing({ key }))).toBe(200);
    await until(async () => (await statusAt(service.url)) === 401, 5_000);
    const listed = await run(['list'], environment);
    expect(listed.stdout).toContain(`${key.slice(0, 12)}...\tfirst\tadmin\twithout end`);
    expect(listed.stdout).not.toContain(key);
    const id = listed.stdout.split('\t')[0] ?? '';
    const { body } = await clientOf(service.url, { key }).get('/api/v1/audit-events');
    expect(body.data).toMatchObject([{ action: 'api_key.create', target_id: id, actor_name: 'command line' }]);
    expect((await run(['revoke', id], environment)).code).toBe(0);
    const [row] = await service.database.query<{ revoked: boolean }>(
      'SELECT revoked_at <= now() AS revoked FROM api_keys',
    );
    expect(row).toEqual({ revoked: true });
  }, 30_000);

  it('makes a key of another workspace, with an end and few scopes, and of none that is not there', async () => {
    const workspace = await makeWorkspace(service.database);
    const options = ['--scopes', 'leads:read, usage:read', '--expires-in-days', '7', '--workspace', workspace];
    const [made, unknown, missing] = await Promise.all([
      run(['create', '--name', 'crm', ...options], environment),
      run(['create', '--name', 'a', '--workspace', UNKNOWN_ID], environment),
      run(['revoke', UNKNOWN_ID], environment),
    ]);
    expect(await statusAt(service.url, bearing({ key: keyIn(made) }))).toBe(200);
    const [row] = await service.database.query<{ scopes: string[]; days: number }>(
      `SELECT scopes, round(extract(epoch FROM expires_at - now()) / 86400)::int AS days
       FROM api_keys WHERE workspace_id = $1`,
      [workspace],
    );
    expect(row).toEqual({ scopes: ['leads:read', 'usage:read'], days: 7 });
    expect(unknown).toEqual({ code: 1, stdout: '', stderr: `Workspace ${UNKNOWN_ID} does not exist\n` });
    expect(missing).toEqual({ code: 1, stdout: '', stderr: `API key ${UNKNOWN_ID} does not exist\n` });
  }, 30_000);

  it('limits a key to some models, and changes that', async () => {
    const limits = ['--allowed-providers', 'cerebras', '--allowed-models', 'gpt-*, cerebras/o*'];
    const made = await run(['create', '--name', 'limited', ...limits], environment);
    expect([made.code, made.stderr]).toEqual([0, '']);
    const lineOf = ({ stdout }: CommandOutcome) => stdout.split('\n').find((line) => line.includes('limited')) ?? '';
    const line = lineOf(await run(['list'], environment));
    expect(line).toMatch(/\tproviders cerebras\tmodels gpt-\*,cerebras\/o\*$/);
    const id = line.split('\t')[0] ?? '';
    const changed = await run(['update', id, '--allowed-models', '*'], environment);
    expect(lineOf(changed)).toMatch(/\tproviders cerebras\tmodels \*$/);
    const wrong = await run(['update', id, '--allowed-models', 'a b'], environment);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/^error: --allowed-models must be a list/)]);
  }, 30_000);

  it('says in one line that the database is away, and that the command line is wrong before it looks for one', async () => {
    const wrong = ['create', '--name', ' '];
    const outcomes = await Promise.all([run(['list'], NOWHERE), run(wrong, NOWHERE), run(['--help'], NOWHERE)]);
    expect(outcomes).toEqual([
      { code: 1, stdout: '', stderr: expect.stringMatching(/^The database cannot be reached.*\n$/) },
      { code: 2, stdout: '', stderr: 'error: --name must not be empty\n' },
      { code: 0, stdout: expect.stringMatching(/^Usage: sales-agent keys /), stderr: '' },
    ]);
  }, 30_000);
});

describe('npm run keys, with the embedded database', () => {
  it('makes a key before the service ran for the first time, and while it runs', async () => {
    const environment = { EMBEDDED_POSTGRES_PORT: '54931' };
    const before = keyIn(await run(['create', '--name', 'before'], environment));
    const service = await startService(folder.path, environment);
    try {
      expect(await statusAt(service.url)).toBe(401);
      expect(await statusAt(service.url, bearing({ key: before }))).toBe(200);
      const meanwhile = keyIn(await run(['create', '--name', 'meanwhile'], environment));
      expect(await statusAt(service.url, bearing({ key: meanwhile }))).toBe(200);
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    } finally {
      expect(await service.end('SIGTERM')).toBe(0);
    }
  }, 60_000);
});
