import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Scope } from '../../../src/api/scope.js';
import { DatabaseConnectionError } from '../../../src/database/database.errors.js';
import { LeadsService } from '../../../src/leads/leads.service.js';
import { MCP_TOOLS } from '../../../src/mcp/mcp-servers.service.js';
import type { McpTool } from '../../../src/mcp/tools/mcp.tool.js';
import { MAX_RESULT_BYTES } from '../../../src/mcp/tools/result-size.js';
import { UNKNOWN_ID, bearing, clientOf, issueKey, makeWorkspace, type KeyHolder } from '../../support/callers.js';
import { ERAS, connectMcpClient, postRpc, rpcRequest } from '../../support/mcp-client.js';
import { LEAD } from '../../support/sample-lead.js';
import { useService } from '../../support/test-service.js';

/** What a list of tools may take of a model's context. */
const MAX_LIST_BYTES = 16 * 1_024;

const service = useService();

describe('the list of tools', () => {
  it('matches its reviewed snapshot, and takes no more than 16 KB', async () => {
    const { text, body } = await postRpc(service.url, rpcRequest('tools/list'));
    expect(body.result.tools).toMatchSnapshot();
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_LIST_BYTES);
  });

  it('names the type of every argument, and says what objects without a schema hold', async () => {
    const { body } = await postRpc(service.url, rpcRequest('tools/list'));
    const { tools } = body.result as {
      tools: { inputSchema: { properties: Record<string, Record<string, unknown>> } }[];
    };
    const free = tools.flatMap(({ inputSchema }) =>
      Object.entries(inputSchema.properties).filter(([, { type, properties }]) => type === 'object' && !properties),
    );
    expect(new Set(free.map(([name]) => name))).toEqual(new Set(['additional_data', 'lead', 'filter']));
    for (const [, { description }] of free)
      expect(description).toMatch(/a JSON object of (any|the) fields|a JSON object of filters/i);
  });

  it('says of none that costs money or changes data that it only reads', () => {
    const tools = service.app.get<McpTool[]>(MCP_TOOLS);
    const asked = tools.filter(({ hints }) => !hints.readOnlyHint).map(({ name }) => name);
    expect(asked).toEqual([
      ...['create_lead', 'update_lead', 'import_leads', 'qualify_lead', 'start_qualification_run'],
      ...['record_outcome', 'update_scoring_profile', 'research'],
    ]);
  });

  it.each(ERAS)('describes every tool (%s era)', async (era) => {
    const client = await connectMcpClient(service.url, era);
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(15);
    for (const { name, title, description, annotations, inputSchema, outputSchema } of tools) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect([title, description]).toEqual([expect.stringMatching(/^[A-Z]/), expect.stringMatching(/^[A-Z].{40,}\.$/)]);
      expect(annotations).toEqual({
        readOnlyHint: expect.any(Boolean),
        destructiveHint: expect.any(Boolean),
        idempotentHint: expect.any(Boolean),
        openWorldHint: expect.any(Boolean),
      });
      expect([name, looseIn(inputSchema)]).toEqual([name, []]);
      expect(outputSchema).toMatchObject({ type: 'object', required: expect.any(Array) });
      for (const schema of [inputSchema, outputSchema]) {
        // Not every client takes several types, or null.
        expect(JSON.stringify(schema)).not.toMatch(/"type":\[|"null"/);
      }
      // Converters to the strict schemas of OpenAI and Gemini refuse these.
      expect(JSON.stringify(inputSchema)).not.toMatch(/"(format|default|\$ref)":/);
    }
    await client.close();
  });
});

/** The paths of objects in a schema that take whatever comes. */
function looseIn(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, additionalProperties } = schema as Record<string, unknown>;
  const isLoose = properties !== undefined && additionalProperties !== false;
  return [
    ...(isLoose ? [path] : []),
    ...Object.entries(schema).flatMap(([key, value]) => looseIn(value, `${path}/${key}`)),
  ];
}

const page = readFileSync(new URL('../../../docs/mcp.md', import.meta.url), 'utf8');
const TOOL = /^\| `(\w+)` +\| `([\w:]+)` +\| [^|]+\| (yes)? +\| (yes)? +\|$/gm;
const JSON_BLOCK = /```json\n([^]*?)```/g;

describe('docs/mcp.md', () => {
  const service = useService();

  it('lists every tool in order, with its scope, whether it changes data and whether it costs money', () => {
    const rows = [...page.matchAll(TOOL)].map(([, name, scope, changes, costs]) => {
      return { name, scope, changes: changes !== undefined, costs: costs !== undefined };
    });
    const tools = service.app.get<McpTool[]>(MCP_TOOLS).map(({ name, scope, hints }) => {
      return { name, scope, changes: !hints.readOnlyHint, costs: hints.openWorldHint };
    });
    expect(rows).toEqual(tools);
  });

  it('holds valid JSON, and names only scripts that package.json has', () => {
    const blocks = [...page.matchAll(JSON_BLOCK)].map(([, text = '']): object => JSON.parse(text));
    expect(blocks.length).toBeGreaterThan(3);
    const { bin, scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    expect(Object.keys(bin)).toEqual(['sales-agent']);
    for (const [, script = ''] of page.matchAll(/npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(script);
    expect(page).toContain(`${MAX_RESULT_BYTES / 1024} KB; a longer list`);
  });

  it.each([
    ['array, or not a JSON-RPC message', '[]', {}, 400, -32_600],
    ['not JSON', '{', {}, 400, -32_700],
    ['`Origin` or `Host` not allowed', '{}', { origin: 'https://evil.example' }, 403, -32_000],
    ['missing or invalid key', '{}', { authorization: 'Bearer sa_live_wrong' }, 401, -32_000],
  ])('gives the status and code of: %s', async (what, body, headers, status, code) => {
    const answer = await fetch(`${service.url}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
      body,
    });
    const { error } = (await answer.json()) as { error: { code: number } };
    expect([answer.status, error.code]).toEqual([status, code]);
    const row = page.split('\n').find((line) => line.startsWith(`| ${what} `));
    expect(
      row
        ?.split('|')
        .slice(2, 4)
        .map((cell) => cell.trim()),
    ).toEqual([String(status), `\`${code}\``]);
  });
});

describe('Resources and prompts', () => {
  const SECRET = 'password=hunter2';

  const service = useService();
  let ours: KeyHolder;
  let theirs: KeyHolder;
  let leadUri: string;

  beforeAll(async () => {
    ours = await issueKey(service, { workspace: await makeWorkspace(service.database, 'Ours') });
    theirs = await issueKey(service, { workspace: await makeWorkspace(service.database, 'Theirs') });
    const { body } = await clientOf(service.url, ours).post('/api/v1/leads').send(LEAD);
    leadUri = `lead://${body.id}`;
  });

  /** The error that reading the lead comes to. */
  async function errorOf(holder: KeyHolder, uri = leadUri): Promise<{ code: number; message: string; data?: object }> {
    const { body } = await postRpc(service.url, rpcRequest('resources/read', { uri }), bearing(holder));
    return body.error;
  }

  describe.each(ERAS)('resources and prompts of the %s era', (era) => {
    it('hold a lead, the scoring profile, and the prompts', async () => {
      const client = await connectMcpClient(service.url, era, ours);
      const { resources } = await client.listResources();
      const { resourceTemplates } = await client.listResourceTemplates();
      const { prompts } = await client.listPrompts();
      expect(resources.map(({ uri }) => uri)).toEqual(['config://scoring-profile', 'report://scoring']);
      expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['lead://{id}']);
      expect(prompts.map(({ name }) => name)).toEqual(['qualify_lead', 'outreach_brief']);
      const [lead] = (await client.readResource({ uri: leadUri })).contents;
      expect(lead).toMatchObject({ uri: leadUri, mimeType: 'application/json' });
      expect(JSON.parse((lead as { text: string }).text).lead).toMatchObject(LEAD);
      const [profile] = (await client.readResource({ uri: 'config://scoring-profile' })).contents;
      expect(JSON.parse((profile as { text: string }).text)).toMatchObject({ version: 1 });
      const [report] = (await client.readResource({ uri: 'report://scoring' })).contents;
      expect(JSON.parse((report as { text: string }).text)).toMatchObject({
        notice: expect.stringContaining('Names of models'),
        report: { outcomes: { won: 0, lost: 0 }, methods: [], versions: [], comparisons: [] },
        truncated: false,
      });
      const lead_id = leadUri.replace('lead://', '');
      const prompt = await client.getPrompt({ name: 'qualify_lead', arguments: { lead_id } });
      expect(prompt.messages).toMatchObject([{ role: 'user', content: { text: expect.stringContaining(lead_id) } }]);
      const brief = await client.getPrompt({ name: 'outreach_brief', arguments: { lead_id } });
      expect(brief.messages[1]).toMatchObject({ content: { type: 'resource', resource: { uri: leadUri } } });
      await client.close();
    });

    it.each<[Scope, string[], string[]]>([
      ['leads:read', ['config://scoring-profile', 'report://scoring'], ['outreach_brief']],
      ['leads:write', [], ['qualify_lead']],
      ['usage:read', [], []],
    ])('are those that the scope %s allows', async (scope, uris, names) => {
      const client = await connectMcpClient(service.url, era, await issueKey(service, { scopes: [scope] }));
      const { resources } = await client.listResources().catch(() => ({ resources: [] }));
      const { prompts } = await client.listPrompts().catch(() => ({ prompts: [] }));
      expect([resources.map(({ uri }) => uri), prompts.map(({ name }) => name)]).toEqual([uris, names]);
      await client.close();
    });
  });

  describe('a lead as a resource', () => {
    it.each(['lead://nobody', `lead://${UNKNOWN_ID}`, 'lead://', 'lead://..%2f..%2fetc', "lead://1'%20OR%20'1'='1"])(
      'is not there: %s',
      async (uri) => {
        expect((await errorOf(ours, uri)).code).toBe(-32_602);
      },
    );

    it('is not there for another workspace', async () => {
      const error = await errorOf(theirs);
      expect(error).toMatchObject({ code: -32_602 });
      expect(JSON.stringify(error)).not.toContain(LEAD.company_name);
    });

    it('is not there for a key that may not read leads', async () => {
      expect((await errorOf(await issueKey(service, { scopes: ['leads:write'] }))).code).toBe(-32_602);
    });

    it('reports an internal error with nothing but its request id', async () => {
      vi.spyOn(service.app.get(LeadsService), 'get').mockRejectedValueOnce(new Error(SECRET));
      const error = await errorOf(ours);
      expect(error).toMatchObject({
        code: -32_603,
        data: { error_code: 'INTERNAL_ERROR', request_id: expect.stringMatching(/^[\w-]{8,}$/) },
      });
      expect(JSON.stringify(error)).not.toContain('hunter2');
    });

    it('reports whether a retry may help', async () => {
      vi.spyOn(service.app.get(LeadsService), 'get').mockRejectedValueOnce(new DatabaseConnectionError());
      expect(await errorOf(ours)).toMatchObject({
        code: -32_603,
        data: { error_code: 'DATABASE_CONNECTION_ERROR', next_step: expect.stringContaining('call again') },
      });
    });
  });
});
