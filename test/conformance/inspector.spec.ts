import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueKey, UNKNOWN_KEY } from '../support/callers.js';
import { useService } from '../support/test-service.js';
import { Inspector } from './inspector.js';

const START_MS = 200_000;
const RUN_MS = 120_000;

/** How each tool is called, in this order; `$lead` is the lead that was created. */
const CALLS: [tool: string, args: object, expected: object][] = [
  ['search_leads', { q: 'Acme', limit: 1 }, { leads: [{ id: '$lead' }] }],
  ['get_lead', { lead_id: '$lead' }, { lead: { id: '$lead', company_name: 'Acme Corp' } }],
  ['qualify_lead', { lead_id: '$lead', strategy: 'balanced' }, { lead_id: '$lead', status: 'qualified' }],
  ['get_qualification', { lead_id: '$lead' }, { status: 'qualified' }],
  ['get_llm_cost_report', { group_by: ['provider'] }, { total: { calls: 0 } }],
  ['get_llm_providers', {}, {}],
];

let inspector: Inspector;
const service = useService();
let targets: Record<string, (key: string) => string[]>;

beforeAll(async () => {
  inspector = await Inspector.fetch();
  const { url } = service.database;
  targets = {
    HTTP: (key) => ['--server-url', `${service.url}/mcp`, '--transport', 'http', '--header', `X-API-Key: ${key}`],
    stdio: (key) => [
      ...['-e', `DATABASE_URL=${url}`, '-e', `MCP_API_KEY=${key}`],
      ...['--', process.execPath, resolve('dist/server/main.js'), 'mcp'],
    ],
  };
}, START_MS);

afterAll(async () => {
  await inspector.remove();
}, START_MS);

describe.each(['HTTP', 'stdio'])('the Inspector over %s', (transport) => {
  let target: string[];

  beforeAll(async () => {
    target = targets[transport]!((await issueKey(service)).key);
  });

  const call = async (tool: string, args: object) => {
    const { result } = await inspector.ask(
      target,
      'tools/call',
      '--tool-name',
      tool,
      '--tool-args-json',
      JSON.stringify(args),
    );
    return result;
  };

  it.each(['legacy', 'modern'])(
    'lists tools, resources and prompts (%s era)',
    async (era) => {
      const listed = await Promise.all(
        ['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'].map((method) =>
          inspector.ask(['--protocol-era', era, ...target], method),
        ),
      );
      const [{ tools }, { resources }, { resourceTemplates }, { prompts }] = listed.map(({ result }) => result);
      const names = (things: { name: string }[]) => things.map(({ name }) => name);
      expect(names(tools)).toEqual([
        ...['search_leads', 'get_lead', 'create_lead', 'update_lead', 'import_leads', 'qualify_lead'],
        ...['get_qualification', 'start_qualification_run', 'get_run', 'record_outcome'],
        ...['get_scoring_profile', 'update_scoring_profile'],
        ...['research', 'get_llm_cost_report', 'get_llm_providers'],
      ]);
      expect([names(resources), names(resourceTemplates)]).toEqual([['scoring-profile', 'scoring-report'], ['lead']]);
      expect(names(prompts)).toEqual(['qualify_lead', 'outreach_brief']);
    },
    RUN_MS,
  );

  it(
    'calls every tool, reads a resource and gets a prompt',
    async () => {
      const made = await call('create_lead', { company_name: 'Acme Corp', external_id: transport });
      const id: string = made.structuredContent.lead_id;
      const forLead = (value: object): object => JSON.parse(JSON.stringify(value).replaceAll('$lead', id));
      for (const [tool, args, expected] of CALLS) {
        const { isError, structuredContent, content } = await call(tool, forLead(args));
        expect({ tool, isError, structuredContent }).toMatchObject({ tool, structuredContent: forLead(expected) });
        expect(JSON.parse(content[0].text)).toEqual(structuredContent);
      }
      const research = await call('research', { query: 'What is a lead?' });
      expect(JSON.parse(research.content[0].text)).toMatchObject({ error_code: 'LLM_NOT_CONFIGURED' });
      const read = await inspector.ask(target, 'resources/read', '--uri', `lead://${id}`);
      expect(JSON.parse(read.result.contents[0].text)).toMatchObject({ lead: { id } });
      const prompt = await inspector.ask(
        target,
        'prompts/get',
        '--prompt-name',
        'outreach_brief',
        '--prompt-args',
        `lead_id=${id}`,
      );
      expect(prompt.result.messages[1].content.resource.uri).toBe(`lead://${id}`);
    },
    RUN_MS,
  );

  it(
    'is refused with an unknown key',
    async () => {
      await expect(inspector.ask(targets[transport]!(UNKNOWN_KEY), 'tools/list')).rejects.toThrow('failed');
    },
    RUN_MS,
  );
});
