import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DatabaseConnectionError } from '../../../src/database/database.errors.js';
import { LeadsService } from '../../../src/leads/leads.service.js';
import type { Scope } from '../../../src/api/scope.js';
import { useService } from '../../support/test-service.js';
import { clientOf, bearing, type KeyHolder, issueKey, makeWorkspace, UNKNOWN_ID } from '../../support/callers.js';
import { LEAD } from '../../support/sample-lead.js';
import { connectMcpClient, ERAS, postRpc, rpcRequest } from '../../support/mcp-client.js';

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
    expect(resources.map(({ uri }) => uri)).toEqual(['config://scoring-profile']);
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['lead://{id}']);
    expect(prompts.map(({ name }) => name)).toEqual(['qualify_lead', 'outreach_brief']);
    const [lead] = (await client.readResource({ uri: leadUri })).contents;
    expect(lead).toMatchObject({ uri: leadUri, mimeType: 'application/json' });
    expect(JSON.parse((lead as { text: string }).text).lead).toMatchObject(LEAD);
    const [profile] = (await client.readResource({ uri: 'config://scoring-profile' })).contents;
    expect(JSON.parse((profile as { text: string }).text)).toMatchObject({ version: 1 });
    const lead_id = leadUri.replace('lead://', '');
    const asked = await client.getPrompt({ name: 'qualify_lead', arguments: { lead_id } });
    expect(asked.messages).toMatchObject([{ role: 'user', content: { text: expect.stringContaining(lead_id) } }]);
    const brief = await client.getPrompt({ name: 'outreach_brief', arguments: { lead_id } });
    expect(brief.messages[1]).toMatchObject({ content: { type: 'resource', resource: { uri: leadUri } } });
    await client.close();
  });

  it.each<[Scope, string[], string[]]>([
    ['leads:read', ['config://scoring-profile'], ['outreach_brief']],
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

  it('reports an internal error with nothing but its reference', async () => {
    jest.spyOn(service.app.get(LeadsService), 'get').mockRejectedValueOnce(new Error(SECRET));
    const error = await errorOf(ours);
    expect(error).toMatchObject({
      code: -32_603,
      data: { error_code: 'INTERNAL_ERROR', reference: expect.stringMatching(/^[\w-]{8,}$/) },
    });
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  it('reports whether a retry may help', async () => {
    jest.spyOn(service.app.get(LeadsService), 'get').mockRejectedValueOnce(new DatabaseConnectionError());
    expect(await errorOf(ours)).toMatchObject({
      code: -32_603,
      data: { error_code: 'DATABASE_CONNECTION_ERROR', next_step: expect.stringContaining('call again') },
    });
  });
});
