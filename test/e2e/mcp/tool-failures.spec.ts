import type { Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SCOPES, type Scope } from '../../../src/api/scope.js';
import { LeadsService } from '../../../src/leads/leads.service.js';
import { UsageService } from '../../../src/llm/usage/usage.service.js';
import { ProviderRegistry } from '../../../src/llm/router/provider-registry.js';
import { ResearchService } from '../../../src/research/research.service.js';
import { failure } from '../../support/provider-responses.js';
import { useLlmService, startLlmService } from '../../support/llm-service.js';
import { type KeyHolder, issueKey, makeWorkspace, UNKNOWN_ID } from '../../support/callers.js';
import { LEAD } from '../../support/sample-lead.js';
import { resultIn, connectMcpClient, ERAS, failureIn } from '../../support/mcp-client.js';

const SECRET = 'password=hunter2 at 10.0.0.7';

const TOOL_SCOPES: Record<string, Scope> = {
  search_leads: 'leads:read',
  get_lead: 'leads:read',
  create_lead: 'leads:write',
  update_lead: 'leads:write',
  import_leads: 'leads:write',
  qualify_lead: 'leads:write',
  get_qualification: 'leads:read',
  start_qualification_run: 'leads:write',
  get_run: 'leads:read',
  record_outcome: 'leads:write',
  get_scoring_profile: 'leads:read',
  update_scoring_profile: 'admin',
  research: 'research:run',
  get_llm_cost_report: 'usage:read',
  get_llm_providers: 'llm:use',
};
const TOOLS = Object.keys(TOOL_SCOPES);

/** What each tool cannot do without. */
const NEEDED: Record<string, object> = {
  get_lead: { lead_id: UNKNOWN_ID },
  create_lead: { company_name: 'Acme' },
  update_lead: { lead_id: UNKNOWN_ID },
  import_leads: { text: 'Company\nAcme' },
  qualify_lead: { lead_id: UNKNOWN_ID },
  start_qualification_run: { filter: {} },
  get_run: { run_id: UNKNOWN_ID },
  get_qualification: { lead_id: UNKNOWN_ID },
  record_outcome: { lead_id: UNKNOWN_ID, outcome: 'won' },
  research: { query: 'What?' },
};

const service = useLlmService();
let ours: KeyHolder;
let theirs: KeyHolder;

beforeAll(async () => {
  ours = await issueKey(service, { workspace: await makeWorkspace(service.database, 'Ours') });
  theirs = await issueKey(service, { workspace: await makeWorkspace(service.database, 'Theirs') });
});

beforeEach(() => {
  service.reset();
});

describe.each(ERAS)('a client of the %s era', (era) => {
  let client: Client;
  let leadId: string;

  const call = (name: string, args: object = {}, by = client) =>
    by.callTool({ name, arguments: args as Record<string, unknown> });

  beforeAll(async () => {
    client = await connectMcpClient(service.url, era, ours);
    ({ lead_id: leadId } = resultIn(await call('create_lead', LEAD)));
  });

  afterAll(() => client.close());

  describe('gets a failure with the reason for', () => {
    const WRONG: [tool: string, args: object, fields: string[]][] = [
      ['search_leads', { limit: 51, sort: 'magic' }, ['sort', 'limit']],
      ['search_leads', { min_score: 80, max_score: 20 }, ['min_score']],
      ['search_leads', { created_after: 'yesterday' }, ['created_after']],
      ['search_leads', { cursor: 'made-up' }, ['cursor']],
      ['get_lead', {}, ['lead_id']],
      ['get_lead', { lead_id: UNKNOWN_ID, external_id: 'a' }, ['lead_id']],
      ['update_lead', {}, ['lead_id']],
      ['update_lead', { external_id: 'crm-4711', create_if_missing: true }, ['company_name']],
      ['update_lead', { lead_id: UNKNOWN_ID, notes: 'x', clear: ['notes'] }, ['notes']],
      ['update_lead', { lead_id: UNKNOWN_ID, clear: ['company_name'] }, ['clear']],
      ['update_scoring_profile', { weights: { company_fit: 1, contact_quality: 1, sales_potential: 1 } }, ['weights']],
      ['update_scoring_profile', { tier_limits: { a: 1, b: 2 } }, ['tier_limits']],
      ['get_lead', { lead_id: "1' OR '1'='1" }, ['lead_id']],
      ['create_lead', { contact_email: 'dana' }, ['company_name', 'contact_email']],
      ['create_lead', { company_name: 'Acme', contact_email: 'dana' }, ['contact_email']],
      ['create_lead', { company_name: '  ' }, ['company_name']],
      ['qualify_lead', {}, ['lead_id']],
      ['qualify_lead', { lead: {} }, ['lead.company_name']],
      ['qualify_lead', { lead_id: UNKNOWN_ID, strategy: 'magic' }, ['strategy']],
      ['get_qualification', { lead_id: 7 }, ['lead_id']],
      ['research', { query: '' }, ['query']],
      ['research', { query: ' \n ' }, ['query']],
      ['research', { query: 'What?\u0000' }, ['query']],
      [
        'research',
        { query: 'x'.repeat(5_001), max_tokens: 99, temperature: 2.1 },
        ['query', 'max_tokens', 'temperature'],
      ],
      ['research', { query: 'What?', libraries: ['<script>'] }, ['libraries']],
      ['get_llm_cost_report', { from: 'never' }, ['from']],
      ['get_llm_cost_report', { group_by: ['day', 'colour'] }, ['group_by']],
      ['get_llm_cost_report', { cursor: 'made-up' }, ['cursor']],
      ['get_llm_providers', { cursor: 7 }, ['cursor']],
      ...TOOLS.map((tool): [string, object, string[]] => [tool, { ...NEEDED[tool], colour: 'red' }, ['colour']]),
    ];

    it.each(WRONG)('%s: %#', async (tool, args, fields) => {
      const failed = failureIn(await call(tool, args));
      expect(failed).toMatchObject({
        error_code: 'VALIDATION_ERROR',
        next_step: expect.stringContaining('Correct the arguments'),
        request_id: expect.stringMatching(/^[\w-]{8,}$/),
      });
      const { errors } = failed.details as { errors: { field: string }[] };
      expect([...new Set(errors.map(({ field }) => field))].sort()).toEqual([...fields].sort());
    });

    it.each(['get_lead', 'update_lead', 'qualify_lead', 'get_qualification', 'research'])(
      'an unknown id, and one of another workspace: %s',
      async (tool) => {
        const other = await connectMcpClient(service.url, era, theirs);
        for (const [by, lead_id] of [
          [client, UNKNOWN_ID],
          [other, leadId],
        ] as const) {
          const failed = failureIn(await call(tool, { ...NEEDED[tool], lead_id }, by));
          expect(failed).toMatchObject({
            error_code: 'LEAD_NOT_FOUND',
            message: expect.stringContaining(lead_id),
            next_step: expect.stringContaining('search_leads'),
          });
          expect(JSON.stringify(failed)).not.toContain(LEAD.company_name);
        }
        expect(resultIn(await call('search_leads', {}, other)).leads).toEqual([]);
        await other.close();
        expect(service.ledgerRows()).toEqual([]);
      },
    );

    it('a lead that is there already', async () => {
      const external_id = `crm-${era}`;
      const { lead_id } = resultIn(await call('create_lead', { company_name: 'Acme', external_id }));
      const failed = failureIn(await call('create_lead', { company_name: 'Acme', external_id }));
      expect(failed).toMatchObject({
        error_code: 'LEAD_ALREADY_EXISTS',
        details: { external_id, lead_id },
        next_step: expect.stringContaining('update_lead'),
      });
    });

    it('providers that fail on a new lead, which is stored, and need not be stored again', async () => {
      const strict = await startLlmService({ QUALIFICATION_FALLBACK: 'none' });
      for (const provider of [strict.runpod, strict.cerebras]) provider.script(failure(500));
      const agent = await connectMcpClient(strict.url, era);
      const failed = failureIn(await call('qualify_lead', { lead: { company_name: 'Acme' } }, agent));
      expect(failed).toMatchObject({
        error_code: 'LLM_API_ERROR',
        details: { lead_id: expect.any(String) },
        next_step: expect.stringContaining('the lead_id that details name'),
      });
      const found = resultIn(await call('get_lead', { lead_id: failed.details?.lead_id }, agent));
      expect(found.lead).toMatchObject({ company_name: 'Acme', status: 'failed' });
      await agent.close();
      await strict.stop();
    });

    it('providers that fail', async () => {
      for (const provider of [service.runpod, service.cerebras]) provider.script(failure(500, {}, { message: SECRET }));
      const failed = failureIn(await call('research', { query: 'What?' }));
      expect(failed.next_step).toContain('then tell the user');
      expect(JSON.stringify(failed)).not.toContain('hunter2');
    });
  });

  it('sees the tools that its key allows, and is refused all others when it calls them', async () => {
    for (const scope of SCOPES) {
      const agent = await connectMcpClient(service.url, era, await issueKey(service, { scopes: [scope] }));
      const { tools } = await agent.listTools();
      const allowed = TOOLS.filter((tool) => scope === 'admin' || TOOL_SCOPES[tool] === scope);
      expect(tools.map(({ name }) => name)).toEqual(allowed);
      for (const tool of TOOLS.filter((one) => !allowed.includes(one))) {
        expect(failureIn(await call(tool, NEEDED[tool], agent))).toMatchObject({
          error_code: 'ACCESS_DENIED',
          details: { required_scope: TOOL_SCOPES[tool] },
        });
      }
      await agent.close();
    }
    expect(service.ledgerRows()).toEqual([]);
  });

  it('learns nothing of a fault within but where the log has it', async () => {
    const { app } = service;
    const broken: [tool: string, fault: unknown][] = [
      ['search_leads', vi.spyOn(app.get(LeadsService), 'list').mockRejectedValueOnce(new Error(SECRET))],
      ['get_lead', vi.spyOn(app.get(LeadsService), 'locate').mockRejectedValueOnce(new TypeError(SECRET))],
      ['create_lead', vi.spyOn(app.get(LeadsService), 'create').mockRejectedValueOnce(SECRET)],
      ['research', vi.spyOn(app.get(ResearchService), 'run').mockRejectedValueOnce(new Error(SECRET))],
      ['get_llm_cost_report', vi.spyOn(app.get(UsageService), 'report').mockRejectedValueOnce(new Error(SECRET))],
      ['get_llm_providers', vi.spyOn(app.get(ProviderRegistry), 'states').mockImplementationOnce(fail)],
    ];
    for (const [tool] of broken) {
      const failed = failureIn(await call(tool, NEEDED[tool]));
      expect({ tool, failed }).toEqual({
        tool,
        failed: {
          error_code: 'INTERNAL_ERROR',
          message: expect.stringMatching(/internal error/i),
          next_step: expect.stringContaining('request_id'),
          request_id: expect.stringMatching(/^[\w-]{8,}$/),
        },
      });
    }
    for (const tool of ['qualify_lead', 'get_qualification']) {
      vi.spyOn(app.get(LeadsService), 'find').mockRejectedValueOnce(new Error(SECRET));
      const failed = failureIn(await call(tool, { lead_id: leadId }));
      expect([tool, failed.error_code]).toEqual([tool, 'INTERNAL_ERROR']);
      expect(JSON.stringify(failed)).not.toContain('hunter2');
    }
  });
});

function fail(): never {
  throw new Error(SECRET);
}
