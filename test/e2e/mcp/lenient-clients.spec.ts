import { beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_MESSAGES } from '../../support/hostile-messages.js';
import { useLlmService } from '../../support/llm-service.js';
import { bearing, type KeyHolder, issueKey } from '../../support/callers.js';
import { failureIn, META, postRpc, REVISIONS, resultIn, type RpcReply } from '../../support/mcp-client.js';

const holderId = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00';

const service = useLlmService();
let holder: KeyHolder;
let key: Record<string, string>;

beforeAll(async () => {
  holder = await issueKey(service);
  key = bearing(holder);
});

/** How requests of each era differ on the wire. */
const WIRES = [
  ['2026-07-28', META, {}],
  [
    '2025-11-25',
    undefined,
    { 'mcp-protocol-version': REVISIONS.legacy, 'mcp-method': undefined, 'mcp-name': undefined },
  ],
] as const;

/** The message of JSON-RPC in an answer of either form. */
function messageIn({ body, text }: RpcReply): ReturnType<typeof JSON.parse> {
  return (
    body ??
    JSON.parse(
      text
        .split('\n')
        .findLast((line) => line.startsWith('data: '))
        ?.slice(6) ?? 'null',
    )
  );
}

describe.each(WIRES)('a client of %s', (_revision, meta, version) => {
  const send = (method: string, params: unknown, headers: Record<string, string | undefined> = {}) => {
    const sent =
      params !== null && typeof params === 'object' && !Array.isArray(params) ? { ...params, _meta: meta } : params;
    return postRpc(service.url, { jsonrpc: '2.0', id: 1, method, params: sent }, { ...key, ...version, ...headers });
  };
  const call = async (name: string, args: unknown) => messageIn(await send('tools/call', { name, arguments: args }));
  const found = async (name: string, args: unknown) => resultIn((await call(name, args)).result);

  describe.each<[accept: string | undefined, type: string]>([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['text/event-stream', 'text/event-stream'],
  ])('that accepts %s', (accept, type) => {
    it.each([
      ['tools/list', {}],
      ['tools/call', { name: 'search_leads', arguments: {} }],
      ['tools/call', { name: 'drop_tables', arguments: {} }],
      ['tools/call', { name: 'research', arguments: { query: 'What?' }, _meta: { progressToken: 1 } }],
      ['resources/read', { uri: 'config://scoring-profile' }],
    ])('gets the answer to %s in that form', async (method, params) => {
      const { _meta: token } = params as { _meta?: object };
      const message = { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: { ...meta, ...token } } };
      const headers = { ...key, ...version, accept: accept ?? '' };
      const answer = await postRpc(
        service.url,
        meta === undefined && token === undefined ? { ...message, params } : message,
        headers,
      );
      expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([200, type]);
      expect(messageIn(answer)).toMatchObject({ jsonrpc: '2.0', id: 1 });
    });
  });

  it('may send no arguments as null', async () => {
    expect(await found('search_leads', null)).toMatchObject({ truncated: false });
    expect(await found('search_leads', '')).toMatchObject({ truncated: false });
  });

  it('may fill in every field that it does not need with null or an empty text', async () => {
    const nothing = {
      limit: null,
      cursor: null,
      sort: '',
      status: '',
      tier: null,
      created_after: '',
      min_score: null,
      q: '',
    };
    expect(await found('search_leads', nothing)).toMatchObject({ truncated: false });
    const lead = { company_name: 'Acme', contact_email: null, country: '', company_website: '', external_id: null };
    expect(await found('create_lead', lead)).toMatchObject({ status: 'new' });
    expect(await found('get_llm_cost_report', { from: '', to: null, group_by: null })).toMatchObject({
      truncated: false,
    });
  });

  it('may send objects, lists and numbers as JSON text', async () => {
    const made = await found('create_lead', '{"company_name": "Textual", "additional_data": "{\\"a\\": 1}"}');
    const { lead } = await found('get_lead', { lead_id: made.lead_id, toolCallId: 'call_1' });
    expect(lead).toMatchObject({ company_name: 'Textual', additional_data: { a: 1 } });
    expect((await found('search_leads', { limit: '1' })).leads).toHaveLength(1);
    expect(await found('get_llm_cost_report', { group_by: '["day"]' })).toMatchObject({ truncated: false });
  });

  it('is told of fields that no client is known to add', async () => {
    const failed = failureIn(
      (await call('get_lead', { toolCallId: 'call_1', lead_id: holder.id, colour: 'red' })).result,
    );
    expect(failed.details).toMatchObject({ errors: [{ field: 'colour' }] });
  });

  it.each<[what: string, method: string, params: unknown, words: string]>([
    ['parameters of null', 'tools/list', null, 'params must be an object'],
    ['a list as parameters', 'tools/list', [], 'params must be an object'],
    ['a call of no tool', 'tools/call', { arguments: {} }, 'params.name is required'],
    ['a call of a number', 'tools/call', { name: 7 }, 'params.name must be a text'],
    ['a list of arguments', 'tools/call', { name: 'get_lead', arguments: [] }, 'params.arguments must be an object'],
    ['a prompt without a name', 'prompts/get', {}, 'params.name is required'],
    ['an unknown prompt', 'prompts/get', { name: 'be_evil' }, 'be_evil not found'],
    ['a prompt without its lead', 'prompts/get', { name: 'qualify_lead' }, 'lead_id must be a UUID'],
    ['a prompt with an object', 'prompts/get', { name: 'qualify_lead', arguments: { lead_id: {} } }, 'lead_id is none'],
    [
      'a prompt with more',
      'prompts/get',
      { name: 'qualify_lead', arguments: { lead_id: holderId, a: 'b' } },
      'a should not exist',
    ],
    ['no resource', 'resources/read', {}, 'params.uri is required'],
    ['what is no address', 'resources/read', { uri: 'not a uri' }, 'is invalid'],
    ['a tool of every object', 'tools/call', { name: '__proto__' }, 'params.name names none'],
    ['a prompt of every object', 'prompts/get', { name: 'constructor' }, 'params.name names none'],
    ['a cursor of lists', 'tools/list', { cursor: 7 }, 'params.cursor must be a text'],
  ])('learns in words what is wrong with %s', async (_what, method, params, words) => {
    const { error } = messageIn(await send(method, params));
    expect(error).toMatchObject({ code: -32_602, message: expect.stringContaining(words) });
    expect(error.message).not.toMatch(/[[{]\n|invalid_type|_zod|"path"/);
  });

  it('has its id and its key in answers, whatever else is wrong', async () => {
    const wrong = { jsonrpc: '2.0', id: 'mine', method: 'tools/call', params: { _meta: meta } };
    expect((await postRpc(service.url, wrong, { ...key, ...version })).body).toMatchObject({ id: 'mine' });
  });
});

describe('any client', () => {
  it.each([
    ['task', { name: 'search_leads', task: 5 }],
    ['protocolVersion', {}],
  ])('learns which parameter the SDK refuses: %s', async (parameter, params) => {
    const method = parameter === 'task' ? 'tools/call' : 'initialize';
    const answer = await postRpc(
      service.url,
      { jsonrpc: '2.0', id: 1, method, params },
      { ...key, 'mcp-protocol-version': undefined },
    );
    const { error } = messageIn(answer);
    expect(error).toEqual({
      code: -32_602,
      message: expect.stringContaining(`These parameters are not valid: params.${parameter}`),
    });
  });

  it.each(['1999-01-01', '2099-01-01', 'x'.repeat(5_000)])(
    'learns which revisions there are instead of %.20s',
    async (revision) => {
      const headers = { ...key, 'mcp-protocol-version': revision, 'mcp-method': undefined };
      const { status, body, text } = await postRpc(
        service.url,
        { jsonrpc: '2.0', id: 7, method: 'tools/list' },
        headers,
      );
      expect([status, body.id, body.error.code]).toEqual([400, 7, -32_022]);
      expect(body.error.data).toMatchObject({ supported: expect.arrayContaining(['2026-07-28', '2025-06-18']) });
      expect(text.length).toBeLessThan(1_000);
    },
  );

  it('may call the endpoint with a slash behind it', async () => {
    const answer = await fetch(`${service.url}/mcp/`, {
      method: 'POST',
      headers: { ...key, 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
    expect([answer.status, ((await answer.json()) as { result: object }).result]).toEqual([200, expect.any(Object)]);
    expect((await fetch(`${service.url}/mcp/`, { headers: key })).status).toBe(405);
  });

  it('may post a response, which is not waited for', async () => {
    const response = { jsonrpc: '2.0', id: 1, result: {} };
    const { status, text } = await postRpc(service.url, response, { ...key, 'mcp-protocol-version': undefined });
    expect([status, text]).toEqual([202, '']);
  });
});

describe('Refusals are short', () => {
  it.each(HOSTILE_MESSAGES)('%s', async (_what, method, params) => {
    for (const headers of [
      { 'mcp-method': method.slice(0, 100), 'mcp-name': 'x' },
      { 'mcp-protocol-version': undefined, 'mcp-method': undefined, 'mcp-name': undefined },
    ]) {
      for (const meta of [META, undefined]) {
        const message = { jsonrpc: '2.0', id: 1, method, params: { _meta: meta, ...params } };
        const answer = await postRpc(service.url, message, { ...key, ...headers });
        expect(answer.text.length).toBeLessThan(5_000);
        const { error, result } = messageIn(answer);
        expect(error ?? { code: result.isError }).not.toEqual(expect.objectContaining({ code: -32_603 }));
        expect([true, undefined]).toContain(result?.isError);
      }
    }
  });
});

it.each([
  ['2024-11-05', false],
  ['2025-03-26', false],
  ['2025-06-18', true],
  [undefined, true],
])('a client of %s gets one copy of the data, unless its revision knows two', async (revision, hasData) => {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'search_leads', arguments: {} } };
  const { body } = await postRpc(service.url, message, { ...key, 'mcp-protocol-version': revision });
  const { content, structuredContent } = body.result;
  expect(JSON.parse(content[0].text)).toMatchObject({ truncated: false });
  expect(structuredContent !== undefined).toBe(hasData);
});
