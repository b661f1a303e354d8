import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommanderError } from 'commander';
import { CreateApiKeyRequest, UpdateApiKeyRequest, WorkspaceQuery } from '../access/keys/api-key.dto.js';
import { UsageError } from './cli.errors.js';
import type { Commands } from './commands.js';
import { checkOptions } from './options.js';
import { createProgram } from './program.js';

const ID = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00';

let calls: unknown[][];
let printed: string;

/** The command line with commands that check their options, and do nothing else. */
async function run(args: string[]): Promise<void> {
  const note =
    (name: string) =>
    (...rest: unknown[]): Promise<void> => {
      calls.push([name, ...rest]);
      return Promise.resolve();
    };
  const commands: Commands = {
    serve: note('serve'),
    worker: note('worker'),
    mcp: note('mcp'),
    migrate: note('migrate'),
    doctor: note('doctor'),
    backup: note('backup'),
    restore: note('restore'),
    importFile: note('importFile'),
    exportLeads: note('exportLeads'),
    qualify: note('qualify'),
    listRuns: note('listRuns'),
    showRun: note('showRun'),
    followRun: note('followRun'),
    changeRun: note('changeRun'),
    demo: note('demo'),
    createKey: async ({ workspace, expiresInDays, ...options }) => {
      const { allowedProviders: allowed_providers, allowedModels: allowed_models, ...rest } = options;
      const given = { ...rest, allowed_providers, allowed_models, workspace_id: workspace };
      const { name, scopes, ...limits } = await checkOptions(CreateApiKeyRequest, given);
      await note('createKey')({ name, scopes, expiresInDays, allowed_models: limits.allowed_models });
    },
    listKeys: async ({ workspace }) => {
      await note('listKeys')(await checkOptions(WorkspaceQuery, { workspace_id: workspace }));
    },
    updateKey: async (id, { name, allowedModels }) => {
      const change = await checkOptions(UpdateApiKeyRequest, { name, allowed_models: allowedModels });
      await note('updateKey')(id, change);
    },
    revokeKey: async (id, { workspace }) => {
      await note('revokeKey')(id, await checkOptions(WorkspaceQuery, { workspace_id: workspace }));
    },
  };
  await createProgram(commands).parseAsync(args, { from: 'user' });
}

beforeEach(() => {
  calls = [];
  printed = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('The command line', () => {
  it.each([
    [['serve'], ['serve']],
    [['worker'], ['worker']],
    [['mcp'], ['mcp']],
    [
      ['migrate', 'run'],
      ['migrate', 'run'],
    ],
    [
      ['migrate', 'revert'],
      ['migrate', 'revert', {}],
    ],
    [
      ['migrate', 'revert', '--yes'],
      ['migrate', 'revert', { yes: true }],
    ],
    [
      ['migrate', 'status'],
      ['migrate', 'status'],
    ],
    [
      ['keys', 'create', '--name', ' crm ', '--scopes', 'leads:read, admin,admin', '--expires-in-days', '7'],
      ['createKey', { name: 'crm', scopes: ['leads:read', 'admin'], expiresInDays: 7 }],
    ],
    [
      ['keys', 'create', '--name', 'crm'],
      ['createKey', { name: 'crm', scopes: ['admin'] }],
    ],
    [
      ['keys', 'create', '--name', 'crm', '--allowed-models', 'gpt-*, cerebras/*'],
      ['createKey', { name: 'crm', scopes: ['admin'], allowed_models: ['gpt-*', 'cerebras/*'] }],
    ],
    [
      ['keys', 'update', ID, '--allowed-models', '*', '--name', 'crm'],
      ['updateKey', ID, { name: 'crm', allowed_models: ['*'] }],
    ],
    [
      ['keys', 'list'],
      ['listKeys', {}],
    ],
    [
      ['keys', 'revoke', ID, '--workspace', ID.toUpperCase()],
      ['revokeKey', ID, { workspace_id: ID }],
    ],
    [
      ['import', 'leads.csv', '--map', 'Firma=company_name', '--map', 'Mail = contact_email', '--on-duplicate', 'skip'],
      ['importFile', 'leads.csv', { map: { Firma: 'company_name', Mail: 'contact_email' }, onDuplicate: 'skip' }],
    ],
    [
      ['import', 'leads.xlsx', '--sheet', 'All leads', '--encoding', 'big5'],
      ['importFile', 'leads.xlsx', { map: {}, sheet: 'All leads', encoding: 'big5' }],
    ],
    [
      ['export', '--filter', 'tier=A,B', '--output', 'best.csv', '--url', 'http://127.0.0.1:3000'],
      ['exportLeads', { format: 'csv', filter: ['tier=A,B'], output: 'best.csv', url: 'http://127.0.0.1:3000' }],
    ],
    [
      ['qualify', ID, '--method', 'rules', '--yes'],
      ['qualify', [ID], { filter: [], method: 'rules', yes: true }],
    ],
    [
      ['runs', 'list'],
      ['listRuns', {}],
    ],
    [
      ['runs', 'retry-failed', ID],
      ['changeRun', ID, 'retry-failed', {}],
    ],
    [['demo'], ['demo', {}]],
  ])('runs %j', async (args, call) => {
    await run(args);
    expect(calls).toEqual([call]);
    expect(printed).toBe('');
  });

  it.each([
    [['creat', '--name', 'a']],
    [['create']],
    [['create', '--name', '  ']],
    [['create', '--name', 'a\nb']],
    [['create', '--name', '\u001b[2J']],
    [['create', '--name', 'n'.repeat(101)]],
    [['create', '--name', 'a', '--scopes', 'root']],
    [['create', '--name', 'a', '--scopes', '']],
    [['create', '--name', 'a', '--scopes', 'leads:read,constructor']],
    [['create', '--name', 'a', '--expires-in-days', '-1']],
    [['create', '--name', 'a', '--expires-in-days=1e3']],
    [['create', '--name', 'a', '--expires-in-days=0']],
    [['create', '--name', 'a', '--workspace', 'default']],
    [['create', '--name', 'a', '--nonsense']],
    [['create', 'crm', '--name', 'a']],
    [['create', '--name', 'a', '--allowed-models', 'a b']],
    [['create', '--name', 'a', '--allowed-providers', '']],
    [['update', ID, '--name', ' ']],
    [['update', '--name', 'a']],
    [['revoke']],
    [['revoke', ID, ID]],
    [['list', '--name']],
  ])('refuses keys %j in one or two lines, and runs nothing', async (args) => {
    const error: unknown = await run(['keys', ...args]).catch((thrown: unknown) => thrown);
    expect(error instanceof UsageError || error instanceof CommanderError).toBe(true);
    const lines = error instanceof UsageError ? error.message : printed.trimEnd();
    expect(lines).toMatch(/^.+(\n.+)?$/);
    expect(lines).not.toContain('\u001b');
    expect(calls).toEqual([]);
  });

  it.each([
    [['import']],
    [['import', 'leads.csv', '--map', 'company_name']],
    [['import', 'leads.csv', '--on-duplicate', 'merge']],
    [['export', '--format', 'xlsx']],
    [['export', '--filter', '=A']],
    [['qualify', '--method', 'astrology']],
    [['runs', 'pause']],
  ])('refuses %j, and runs nothing', async (args) => {
    const error: unknown = await run(args).catch((thrown: unknown) => thrown);
    expect(error instanceof UsageError || error instanceof CommanderError).toBe(true);
    expect(calls).toEqual([]);
  });

  it('suggests the command or the option that was meant', async () => {
    await expect(run(['serv'])).rejects.toThrow(CommanderError);
    await expect(run(['keys', 'create', '--name', 'a', '--scopse', 'admin'])).rejects.toThrow(CommanderError);
    expect(printed).toMatch(/^error: unknown command 'serv'\n\(Did you mean serve\?\)\n/);
    expect(printed).toMatch(/unknown option '--scopse'\n\(Did you mean --scopes\?\)\n$/);
  });

  it.each([['--help'], ['help']])('explains itself with %s', async (arg) => {
    await expect(run([arg])).rejects.toMatchObject({ exitCode: 0 });
    for (const name of ['serve', 'worker', 'mcp', 'keys', 'migrate', 'import', 'export', 'demo'])
      expect(printed).toContain(`\n  ${name} `);
  });
});
