import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MAX_RESULT_BYTES } from '../../../src/mcp/tools/result-size.js';
import { MCP_TOOLS } from '../../../src/mcp/mcp-servers.service.js';
import type { McpTool } from '../../../src/mcp/tools/mcp.tool.js';
import { startTestService, type TestService } from '../../support/test-service.js';

const page = readFileSync(new URL('../../../docs/mcp.md', import.meta.url), 'utf8');
const TOOL = /^\| `(\w+)` +\| `([\w:]+)` +\| [^|]+\| (yes)? +\| (yes)? +\|$/gm;
const JSON_BLOCK = /```json\n([^]*?)```/g;

describe('docs/mcp.md', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startTestService();
  });

  afterAll(() => service.stop());

  it('tells of every tool, in their order, what the tool says of itself', () => {
    const rows = [...page.matchAll(TOOL)].map(([, name, scope, changes, costs]) => {
      return { name, scope, changes: changes !== undefined, costs: costs !== undefined };
    });
    const tools = service.app.get<McpTool[]>(MCP_TOOLS).map(({ name, scope, hints, asksLlm }) => {
      return { name, scope, changes: !hints.readOnlyHint, costs: asksLlm };
    });
    expect(rows).toEqual(tools);
  });

  it('has JSON that can be copied, and commands that are there', () => {
    const blocks = [...page.matchAll(JSON_BLOCK)].map(([, text = '']): object => JSON.parse(text));
    expect(blocks.length).toBeGreaterThan(3);
    const { bin, scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    expect(Object.keys(bin)).toEqual(['sales-agent']);
    for (const [, script = ''] of page.matchAll(/npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(script);
    expect(page).toContain(`${MAX_RESULT_BYTES / 1024} KB; a list that is longer`);
  });

  it.each([
    ['an array, or no JSON-RPC', '[]', {}, 400, -32_600],
    ['no JSON', '{', {}, 400, -32_700],
    ['`Origin` or `Host` that may not ask', '{}', { origin: 'https://evil.example' }, 403, -32_000],
    ['no key, or one that is not valid', '{}', { authorization: 'Bearer sa_live_wrong' }, 401, -32_000],
  ])('tells what is answered to %s', async (what, body, headers, status, code) => {
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
