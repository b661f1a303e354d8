import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchCommand, outcomeOf, runCommand } from '../support/command.js';
import { freePort } from '../support/free-port.js';
import { startService, useFolder, type ServiceProcess } from '../support/service-process.js';
import { until } from '../support/until.js';
import { useStarted } from '../support/use-started.js';

const CSV = [
  'Record ID,First Name,Last Name,Email,Company Name,Job Title,Country/Region',
  '1,Jane,Doe,jane.doe@acme.example,Acme,VP of Sales,Germany',
  '2,Max,Muster,max@nord.example,Nord GmbH,Einkäufer,DE',
  '3,Kim,Lee,"kim(at",Lee & Co,CEO,US',
].join('\n');

describe('Commands for users of a running service', () => {
  const folder = useFolder();
  const service = useStarted<ServiceProcess>(
    () => startService(folder.path),
    (started) => started.end('SIGTERM'),
  );
  let place: string;

  /** In a folder of its own, as a user types it. */
  function command(...args: string[]) {
    return runCommand(place, args, { SALES_AGENT_URL: service.url });
  }

  beforeAll(async () => {
    place = join(folder.path, 'user');
    await mkdir(place);
    await writeFile(join(place, 'leads.csv'), CSV);
  });

  it('import a file, write the refused rows, and end with 3', async () => {
    const { code, stdout, stderr } = await command('import', 'leads.csv', '--rejects', 'refused.csv');
    expect({ code, stdout }).toEqual({
      code: 3,
      stdout:
        '3 rows read: 2 created, 0 updated, 0 unchanged, 1 refused\n' +
        'Wrote the refused rows to refused.csv; mend them there, and import the file\n',
    });
    expect(stderr).toMatch(/^Importing leads\.csv\nImport [-0-9a-f]{36}: completed\n$/);
    const refused = await readFile(join(place, 'refused.csv'), 'utf8');
    expect(refused).toMatch(/^.*import_error\r?\n3,Kim,Lee,.*contact_email/s);
  });

  it('import the mended rows, and end with 0', async () => {
    const refused = await readFile(join(place, 'refused.csv'), 'utf8');
    await writeFile(join(place, 'mended.csv'), refused.replace('kim(at', 'kim@lee.example'));
    expect(await command('import', 'mended.csv')).toMatchObject({
      code: 0,
      stdout: '1 rows read: 1 created, 0 updated, 0 unchanged, 0 refused\n',
    });
  });

  it('name the file that they import', async () => {
    await writeFile(join(place, 'Frühjahr 2026.csv'), CSV);
    const { stderr } = await command('import', 'Frühjahr 2026.csv', '--dry-run');
    const id = /Import (\S+):/.exec(stderr)?.[1];
    const answer = await fetch(`${service.url}/api/v1/imports/${id}`);
    expect(await answer.json()).toMatchObject({ file_name: 'Frühjahr 2026.csv' });
  });

  it('say that a file was imported before, and import it again where they are told to', async () => {
    const first = await command('import', 'mended.csv');
    expect(first).toMatchObject({ code: 0, stdout: '1 rows read: 1 created, 0 updated, 0 unchanged, 0 refused\n' });
    expect(first.stderr).toMatch(/: completed\nIt was imported before, at 2\S+Z; --again repeats it\n$/);
    const again = await command('import', 'mended.csv', '--again');
    expect(again.stdout).toBe('1 rows read: 0 created, 0 updated, 1 unchanged, 0 refused\n');
    expect(again.stderr).not.toContain('before');
  });

  it('end with 1 where no column of a file is known, and say what to do', async () => {
    await writeFile(join(place, 'headless.csv'), 'Nord GmbH,Max Muster\nSüd AG,Jane Doe\n');
    const { code, stdout, stderr } = await command('import', 'headless.csv');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/No column is known .*: --map 'Nord GmbH=company_name'\n$/s);
  });

  it('import nothing in a dry run', async () => {
    await writeFile(join(place, 'other.csv'), 'Firma,Intern\nSüd AG,x\n');
    const { code, stdout, stderr } = await command('import', 'other.csv', '--dry-run', '--map', 'Intern=');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '1 rows read: 1 created, 0 updated, 0 unchanged, 0 refused\n',
    });
    expect(stderr).toMatch(/: ready\nNothing is stored\. Columns: Firma = company_name, Intern = left out\n$/);
    expect((await command('export')).stdout).not.toContain('Süd AG');
  });

  it('score leads in a run, after saying what it costs', async () => {
    const estimate = await command('qualify', '--method', 'rules', '--estimate');
    expect(estimate).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^3 leads, about \d+ s, 0 tokens, 0 USD\n$/),
    });
    const run = await command('qualify', '--method', 'rules', '--filter', 'country=DE');
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('\t2 of 2 done\t0 failed\t0 USD\n') });
    const [id] = run.stdout.split('\n').at(-2)!.split('\t');
    expect((await command('runs', 'list')).stdout).toBe(run.stdout.split('\n').slice(-2).join('\n'));
    expect((await command('runs', 'show', id!)).stdout).toContain(`${id}\tcompleted\trules\t`);
    expect(await command('runs', 'pause', id!)).toMatchObject({ code: 1, stderr: expect.stringContaining('RUN_') });
  });

  it('export leads to stdout, or to a file', async () => {
    const { code, stdout } = await command('export', '--filter', 'country=DE', '--format', 'ndjson');
    expect(code).toBe(0);
    const leads = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { company_name: string });
    expect(leads.map(({ company_name }) => company_name).sort()).toEqual(['Acme', 'Nord GmbH']);
    expect(await command('export', '--output', 'all.csv')).toMatchObject({ code: 0, stdout: '' });
    expect((await readFile(join(place, 'all.csv'), 'utf8')).trimEnd().split('\r\n')).toHaveLength(4);
    const refused = await command('export', '--output', 'nowhere/all.csv');
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/\nnowhere\/all\.csv cannot be written \(ENOENT\)\n$/),
    });
  });

  it('say what is wrong in words of the service, and end with 1', async () => {
    expect(await command('import', 'missing.csv')).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringContaining('There is no file missing.csv\n'),
    });
    const refused = await command('export', '--filter', 'tier=Z');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/tier.*\nVALIDATION_ERROR, request /s) });
    const unknown = await command('runs', 'show', '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00');
    expect(unknown).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Qualification run .* does not exist\nRUN_NOT_FOUND/),
    });
  });

  it('say how to start the service where none answers', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    expect(await command('export', '--url', url)).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: `No service answers at ${url} (ECONNREFUSED). Start it with "npm start", or name another with --url.\n`,
    });
  });

  it.each(['missing/refused.csv', '.'])('say that refused rows cannot be written: %s', async (file) => {
    const { code, stderr } = await command('import', 'leads.csv', '--rejects', file);
    expect({ code, last: stderr.trimEnd().split('\n').at(-1) }).toEqual({
      code: 1,
      last: expect.stringMatching(`^${file} cannot be written \\(E[A-Z]+\\)$`),
    });
  });

  it('show the demo beside leads that are there only where that is confirmed', async () => {
    expect(await command('demo')).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes') });
    const { code, stdout } = await command('demo', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('200 rows read: 196 created, 1 updated, 0 unchanged, 3 refused\n');
    expect(stdout.match(/^ ?\d+\. \d+(\.\d+)? A {2}.+: .+$/gm)).toHaveLength(10);
    expect(stdout).toContain('for 0 USD');
    expect(stdout).toContain('What to do next:');
  });
});

describe('The demo', () => {
  const folder = useFolder();

  it('starts a service where none runs, and stops it', async () => {
    const port = String(await freePort());
    const { code, stdout } = await runCommand(folder.path, ['demo'], { PORT: port });
    expect(code).toBe(0);
    expect(stdout).toContain('The 10 best leads:');
    await expect(fetch(`http://127.0.0.1:${port}/ping`)).rejects.toThrow('fetch failed');
  }, 90_000);
});

describe('A command that is stopped while the service works', () => {
  const folder = useFolder();
  const ID = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00';
  const COUNTS = { total: 9, done: 1, failed: 0, read: 9, created: 1, updated: 0, unchanged: 0, rejected: 0 };
  const WORKING = { id: ID, counts: COUNTS, cost_usd: '0', estimate: { leads: 9, cost_usd: '0', strategies: [] } };
  let asked: string[];
  const service = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const state = request.url?.includes('/imports') === true ? 'merging' : 'running';
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': ID });
      response.end(JSON.stringify({ ...WORKING, state }));
    });
  });

  beforeAll(async () => {
    service.listen(0, '127.0.0.1');
    await once(service, 'listening');
    await writeFile(join(folder.path, 'leads.csv'), CSV);
  });

  afterAll(() => {
    service.closeAllConnections();
    service.close();
  });

  it.each([
    [
      ['qualify'],
      `The run goes on: "sales-agent runs watch ${ID}" follows it, "sales-agent runs cancel ${ID}" ends it`,
    ],
    [['import', 'leads.csv'], `/api/v1/imports/${ID} tells how far it is, DELETE ends it`],
  ])(
    '(%j) says that it goes on, and how to end it',
    async (args, line) => {
      asked = [];
      const { port } = service.address() as AddressInfo;
      const child = launchCommand(folder.path, args, { SALES_AGENT_URL: `http://127.0.0.1:${port}` });
      const ended = outcomeOf(child);
      await until(() => asked.some((call) => call.startsWith('GET') && call.includes(ID)), 20_000);
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      expect(code).toBe(1);
      expect(stderr.trimEnd().split('\n').at(-1)).toContain(line);
    },
    30_000,
  );
});
