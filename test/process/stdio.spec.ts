import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_MESSAGES } from '../support/hostile-messages.js';
import { asCerebras, startProviderDouble } from '../support/provider-double.js';
import { useFolder, startService } from '../support/service-process.js';
import { type RpcMessage, StdioProcess } from '../support/stdio-process.js';
import { useService } from '../support/test-service.js';
import { until } from '../support/until.js';
import { issueKey, UNKNOWN_KEY } from '../support/callers.js';

const COMMAND = 'scripts/sales-agent.js';
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
};

const folder = useFolder();
let running: StdioProcess[] = [];

afterEach(async () => {
  await Promise.all(running.map((one) => one.end('SIGTERM')));
  running = [];
});

function start(environment: Record<string, string>, command = ['dist/server/main.js', 'mcp']): StdioProcess {
  const started = new StdioProcess(command, folder.path, environment);
  running.push(started);
  return started;
}

/** The code of a failed call, `undefined` for one that worked. */
function failureOf({ result }: RpcMessage): unknown {
  return result.isError === true ? JSON.parse(result.content[0].text).error_code : undefined;
}

describe('MCP over stdio', () => {
  const service = useService();
  let environment: Record<string, string>;

  beforeAll(() => {
    environment = { DATABASE_URL: service.database.url };
  });

  it('serves without a key while no key exists, with nothing but messages on stdout', async () => {
    const client = start(environment, [COMMAND, 'mcp']);
    expect((await client.initialize()).result).toMatchObject({
      protocolVersion: '2025-11-25',
      serverInfo: { name: 'sales-agent' },
    });
    const made = await client.call('create_lead', { company_name: 'Acme Corp' });
    const { lead_id } = made.result.structuredContent;
    const { body } = await service.http.get(`/api/v1/leads/${lead_id}`);
    expect(body.company_name).toBe('Acme Corp');
    expect(await client.closeInput()).toBe(0);
    expect(client.messages.map(({ jsonrpc, id }) => [jsonrpc, id])).toEqual([
      ['2.0', 1],
      ['2.0', 2],
    ]);
    expect(client.stderr).toContain('Serves MCP over stdio, as the owner of this machine');
  }, 60_000);

  it('writes its tags to the ledger, or those of a call', async () => {
    const provider = await startProviderDouble();
    const client = start({ ...environment, ...asCerebras(provider), MCP_TAGS: 'desk, team=growth' });
    await client.initialize();
    const query = 'What is a lead?';
    await client.call('research', { query });
    await client.request('tools/call', { name: 'research', arguments: { query }, _meta: { 'x-llm-tags': 'own' } });
    expect(await client.closeInput()).toBe(0);
    await provider.stop();
    const rows = await service.database.query('SELECT tags FROM llm_calls ORDER BY created_at');
    expect(rows).toEqual([{ tags: ['desk', 'team=growth'] }, { tags: ['own'] }]);
  }, 60_000);

  it('speaks 2026-07-28', async () => {
    const client = start(environment);
    const { result } = await client.request('server/discover', { _meta: MODERN });
    expect(result.supportedVersions).toContain('2026-07-28');
    const listed = await client.request('tools/list', { _meta: MODERN });
    expect(listed.result.tools).toHaveLength(15);
    expect(await client.closeInput()).toBe(0);
  }, 30_000);

  it('answers invalid messages with errors and continues, until it receives a signal', async () => {
    const client = start(environment, [COMMAND, 'mcp']);
    await client.initialize();
    const wrongLines: [line: string, code: number][] = [
      ['hello', -32_700],
      ['{', -32_700],
      ['\uFEFF{"jsonrpc":"2.0","id":7,"method":"ping"}', -32_700],
      ['[]', -32_600],
      ['[{"jsonrpc":"2.0","id":7,"method":"ping"}]', -32_600],
      ['{"jsonrpc":"1.0"}', -32_600],
      ['{"jsonrpc":"2.0","id":null,"method":"ping"}', -32_600],
      ['null', -32_600],
      [`"${'x'.repeat(2_000_000)}"`, -32_000],
    ];
    for (const [line] of wrongLines) client.write(`${line}\n`);
    client.write('{"jsonrpc":"2.0","method":"notifications/cancelled","params":[]}');
    client.write('{"jsonrpc":"2.0","id":"mine","method":"tools/list","params":[]}');
    await until(() => client.messages.length > wrongLines.length + 1);
    expect(client.messages.slice(1).map(({ id, error }) => [id, error?.code])).toEqual([
      ...wrongLines.map(([, code]) => [null, code]),
      ['mine', -32_602],
    ]);
    expect((await client.call('drop_tables', {})).error?.code).toBe(-32_602);
    const wrong = await client.call('get_lead', { lead_id: 'x'.repeat(1_000_000), extra: 1 });
    expect(wrong.result).toMatchObject({ isError: true });
    expect(JSON.parse(wrong.result.content[0].text)).toMatchObject({ error_code: 'VALIDATION_ERROR' });
    expect((await client.request('ping')).result).toEqual({});
    expect(client.messages).toHaveLength(5 + wrongLines.length);
    expect(await client.end('SIGTERM')).toBe(0);
  }, 30_000);

  it('refuses long messages shortly', async () => {
    const client = start(environment);
    await client.initialize();
    const before = client.stdout.length;
    HOSTILE_MESSAGES.forEach(([, method, params], index) => {
      client.write(JSON.stringify({ jsonrpc: '2.0', id: `hostile-${index}`, method, params }));
    });
    await client.request('ping');
    await until(() => client.messages.length === HOSTILE_MESSAGES.length + 2);
    expect(client.stdout.length - before).toBeLessThan(5_000 * HOSTILE_MESSAGES.length);
    expect(client.messages.filter(({ error }) => error?.code === -32_603)).toEqual([]);
  }, 30_000);

  describe('once there are keys', () => {
    it('allows what the scopes of the key allow, until the key is revoked', async () => {
      const { id, key } = await issueKey(service, { scopes: ['leads:read'] });
      const client = start({ ...environment, MCP_API_KEY: key });
      await client.initialize();
      const { tools } = (await client.request('tools/list')).result;
      expect(tools.map(({ name }: { name: string }) => name)).toEqual([
        'search_leads',
        'get_lead',
        'get_qualification',
        'get_run',
        'get_scoring_profile',
      ]);
      expect((await client.call('search_leads', {})).result.isError).toBeUndefined();
      expect(failureOf(await client.call('create_lead', { company_name: 'Acme Corp' }))).toBe('ACCESS_DENIED');
      await service.database.query('UPDATE api_keys SET revoked_at = now() WHERE id = $1', [id]);
      // The key stays in the cache for a moment.
      await until(async () => failureOf(await client.call('search_leads', {})) === 'AUTHENTICATION_FAILED');
      expect(client.stderr).not.toContain(key);
    }, 30_000);

    it('ends with one line when the key is not valid', async () => {
      await issueKey(service);
      const keys: Record<string, string>[] = [{}, { MCP_API_KEY: UNKNOWN_KEY }, { MCP_API_KEY: 'hunter2' }];
      const clients = keys.map((key) => start({ ...environment, LOG_LEVEL: 'error', ...key }));
      expect(await Promise.all(clients.map((client) => client.closeInput()))).toEqual([1, 1, 1]);
      expect(clients.map(({ stdout, stderr }) => [stdout, stderr])).toEqual([
        ['', expect.stringMatching(/^MCP_API_KEY must be set, because API keys exist here\. .*\n$/)],
        ['', expect.stringMatching(/^The API key in MCP_API_KEY is not valid: .*\n$/)],
        ['', 'Wrong settings: MCP_API_KEY must be an API key of this service\n'],
      ]);
    }, 30_000);
  });
});

it('npx sales-agent refuses a wrong command line on stderr', async () => {
  for (const args of [['mpc'], ['mcp', '--port']]) {
    const command = start({}, [COMMAND, ...args]);
    expect(await command.closeInput()).toBe(2);
    expect([command.stdout, command.stderr]).toEqual([
      '',
      expect.stringMatching(/^error: unknown (command|option) .*\n/),
    ]);
  }
}, 30_000);

describe('MCP over stdio, with the embedded database', () => {
  const environment = { EMBEDDED_POSTGRES_PORT: '54941' };
  const isServerThere = () => existsSync(join(folder.path, 'data', 'postgres', 'postmaster.pid'));

  it('shares the database with the service and other stdio servers; the last one stops it', async () => {
    const first = start(environment);
    await first.initialize();
    await first.call('create_lead', { company_name: 'Before Ltd' });
    const service = await startService(folder.path, environment);
    const second = start(environment);
    await second.initialize();
    const leads = (await (await fetch(`${service.url}/api/v1/leads`)).json()) as { data: unknown[] };
    expect(leads.data).toMatchObject([{ company_name: 'Before Ltd' }]);
    expect(await service.end('SIGTERM')).toBe(0);
    expect(await first.closeInput()).toBe(0);
    expect((await second.call('search_leads', {})).result.structuredContent.leads).toHaveLength(1);
    expect(isServerThere()).toBe(true);
    expect(await second.closeInput()).toBe(0);
    expect(isServerThere()).toBe(false);
  }, 60_000);
});
