import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { MCP_TOOLS } from '../../../src/mcp/mcp-servers.service.js';
import type { McpTool } from '../../../src/mcp/tools/mcp.tool.js';
import { MAX_RESULT_BYTES } from '../../../src/mcp/tools/result-size.js';
import { ERAS, connectMcpClient, postRpc, rpcRequest } from '../../support/mcp-client.js';
import { useService } from '../../support/test-service.js';

/** What a list of tools may take of a model's context. */
const MAX_LIST_BYTES = 12 * 1_024;

const service = useService();

describe('the list of tools', () => {
  it('is as it was when it was last looked at, and takes no more than 12 KB', async () => {
    const { text, body } = await postRpc(service.url, rpcRequest('tools/list'));
    expect(body.result.tools).toMatchSnapshot();
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_LIST_BYTES);
  });

  it.each(ERAS)('describes every tool (%s era)', async (era) => {
    const client = await connectMcpClient(service.url, era);
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(8);
    for (const { name, title, description, annotations, inputSchema, outputSchema } of tools) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect([title, description]).toEqual([expect.stringMatching(/^[A-Z]/), expect.stringMatching(/^[A-Z].{40,}\.$/)]);
      expect(annotations).toEqual({
        readOnlyHint: expect.any(Boolean),
        destructiveHint: expect.any(Boolean),
        idempotentHint: expect.any(Boolean),
        openWorldHint: expect.any(Boolean),
      });
      for (const schema of [inputSchema, outputSchema]) {
        expect([name, looseIn(schema)]).toEqual([name, []]);
        // Not every client takes several types, or null.
        expect(JSON.stringify(schema)).not.toMatch(/"type":\[|"null"/);
      }
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
    const tools = service.app.get<McpTool[]>(MCP_TOOLS).map(({ name, scope, hints, asksLlm }) => {
      return { name, scope, changes: !hints.readOnlyHint, costs: asksLlm };
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
