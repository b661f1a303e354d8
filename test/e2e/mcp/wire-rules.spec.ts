import { beforeAll, describe, expect, it } from 'vitest';
import { useService } from '../../support/test-service.js';
import { bearing, type KeyHolder, issueKey, UNKNOWN_ID, UNKNOWN_KEY } from '../../support/callers.js';
import { sendBytes } from '../../support/raw-request.js';
import { META, postRpc, rpcRequest, type RpcReply } from '../../support/mcp-client.js';

const LEGACY_VERSION = { 'mcp-protocol-version': '2025-11-25', 'mcp-method': undefined, 'mcp-name': undefined };

const service = useService({ CORS_ORIGINS: 'https://app.example', MCP_ALLOWED_HOSTS: 'agents.example' });
const unlisted = useService();
let holder: KeyHolder;
let key: Record<string, string>;

beforeAll(async () => {
  holder = await issueKey(service);
  key = bearing(holder);
});

const send = (message: unknown, headers: Record<string, string | undefined> = {}) =>
  postRpc(service.url, message, { ...key, ...headers });

/** Demands a refusal, in words that say nothing of what is within, after which the service goes on. */
async function expectRefusal({ status, body, text }: RpcReply, expected: number, code: number): Promise<void> {
  expect({ status, body }).toMatchObject({ status: expected, body: { jsonrpc: '2.0', error: { code } } });
  expect(text).not.toMatch(/node_modules|\.js:\d|\n +at |SELECT|zod/i);
  expect((await send(rpcRequest('tools/list'))).status).toBe(200);
}

describe('the endpoint of MCP', () => {
  it.each([
    ['of one message', [rpcRequest('tools/list')]],
    ['of none', []],
    [
      'that cancels what it asks',
      [
        rpcRequest('tools/call', { name: 'search_leads', arguments: {} }, 7),
        { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } },
      ],
    ],
    ['of thousands', Array.from({ length: 2_000 }, () => rpcRequest('ping'))],
  ])('refuses an array %s', async (_what, messages) => {
    for (const headers of [{}, LEGACY_VERSION]) await expectRefusal(await send(messages, headers), 400, -32_600);
  });

  it.each(['GET', 'DELETE', 'PUT', 'PATCH'])('does not know %s', async (method) => {
    const answer = await fetch(`${service.url}/mcp`, { method, headers: { ...key, accept: 'text/event-stream' } });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it.each(['https://evil.example', 'null', 'https://app.example.evil.example', 'http://127.0.0.1.evil.example', ''])(
    'keeps pages of %j out',
    async (origin) => {
      await expectRefusal(await send(rpcRequest('tools/list'), { origin }), 403, -32_000);
      await expectRefusal(await send(rpcRequest('tools/list'), { origin, authorization: undefined }), 403, -32_000);
    },
  );

  it.each(['https://app.example', 'http://localhost:6274', 'http://127.0.0.1:1', 'http://[::1]:80'])(
    'lets pages of %s in',
    async (origin) => {
      expect((await send(rpcRequest('tools/list'), { origin })).status).toBe(200);
    },
  );

  it.each(['lists origins', 'lists none'])('lets pages on loopback in, where a service %s', async (which) => {
    const { url } = which === 'lists none' ? unlisted : service;
    const origin = 'http://localhost:6274';
    const asked = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, mcp-protocol-version',
    };
    for (const path of ['/mcp', '/mcp/']) {
      const preflight = await fetch(url + path, { method: 'OPTIONS', headers: asked });
      expect(preflight.status).toBe(204);
      expect(Object.fromEntries(preflight.headers)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': expect.stringContaining('mcp-protocol-version'),
        vary: expect.stringContaining('Origin'),
      });
    }
    for (const headers of [{ origin }, { origin, authorization: `Bearer ${UNKNOWN_KEY}` }]) {
      const answer = await postRpc(url, rpcRequest('tools/list'), headers);
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    }
    const evil = await fetch(`${url}/mcp`, {
      method: 'OPTIONS',
      headers: { ...asked, origin: 'https://evil.example' },
    });
    expect([evil.status, evil.headers.get('access-control-allow-origin')]).toEqual([405, null]);
    const elsewhere = await fetch(`${url}/api/v1/leads`, { method: 'OPTIONS', headers: asked });
    expect([elsewhere.status, elsewhere.headers.get('access-control-allow-origin')]).toEqual([405, null]);
  });

  it.each([
    ['evil.example', 403],
    ['localhost.evil.example:80', 403],
    ['', 403],
    ['localhost', 200],
    ['127.0.0.1:8080', 200],
    ['[::1]:3000', 200],
    ['agents.example', 200],
  ])('with the Host %j answers %i', async (host, status) => {
    const body = JSON.stringify(rpcRequest('tools/list'));
    const lines = [
      `POST /mcp HTTP/1.1`,
      `Host: ${host}`,
      'Connection: close',
      `Authorization: Bearer ${holder.key}`,
      'Content-Type: application/json',
      'Accept: application/json, text/event-stream',
      'MCP-Protocol-Version: 2026-07-28',
      'Mcp-Method: tools/list',
      `Content-Length: ${body.length}`,
    ];
    expect((await sendBytes(service.url, `${lines.join('\r\n')}\r\n\r\n${body}`)).status).toBe(status);
  });

  it.each([
    ['no key', { authorization: undefined }],
    ['an unknown key', { authorization: `Bearer ${UNKNOWN_KEY}` }],
    ['two credentials of others', { authorization: 'Bearer of-a-proxy', 'x-api-key': 'another' }],
    ['words', { authorization: 'Bearer let me in' }],
  ])('requires a key for %s', async (_what, headers) => {
    const answer = await send(rpcRequest('tools/list'), headers);
    await expectRefusal(answer, 401, -32_000);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});

describe('the key', () => {
  it('counts beside the credential of a proxy, and beside an empty one', async () => {
    const list = rpcRequest('tools/list');
    for (const authorization of ['Bearer eyJhbGciOiJIUzI1NiJ9.e30.x', 'Basic dXNlcjpwYXNz', '']) {
      expect((await postRpc(service.url, list, { authorization, 'x-api-key': holder.key })).status).toBe(200);
    }
    expect((await send(list, { 'x-api-key': 'of-a-proxy' })).status).toBe(200);
    expect((await send(list, { 'x-api-key': holder.key })).status).toBe(401);
  });
});

describe('a message', () => {
  it.each<[what: string, message: unknown, headers: Record<string, string | undefined>, status: number, code: number]>([
    ['that is no JSON', '{"jsonrpc":', {}, 400, -32_700],
    ['that names a key twice', '{"jsonrpc":"2.0","jsonrpc":"2.0"}', {}, 400, -32_700],
    ['that is empty', '', {}, 400, -32_700],
    ['that is a word', '"hello"', {}, 400, -32_600],
    ['that is null', 'null', {}, 400, -32_700],
    ['of another JSON-RPC', { jsonrpc: '1.0', id: 1, method: 'ping' }, {}, 400, -32_600],
    ['without a method', { jsonrpc: '2.0', id: 1 }, {}, 400, -32_600],
    [
      'whose id is an object',
      { jsonrpc: '2.0', id: {}, method: 'tools/list', params: { _meta: META } },
      {},
      400,
      -32_600,
    ],
    [
      'whose header names another revision',
      rpcRequest('tools/list'),
      { 'mcp-protocol-version': '2025-11-25' },
      400,
      -32_020,
    ],
    ['whose header names another method', rpcRequest('tools/list'), { 'mcp-method': 'prompts/list' }, 400, -32_020],
    [
      'whose header names another tool',
      rpcRequest('tools/call', { name: 'create_lead', arguments: { company_name: 'Acme' } }),
      { 'mcp-name': 'get_lead' },
      400,
      -32_020,
    ],
    [
      'of an unknown revision',
      {
        ...rpcRequest('tools/list'),
        params: { _meta: { ...META, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' } },
      },
      { 'mcp-protocol-version': '2099-01-01' },
      400,
      -32_022,
    ],
    ['with an unknown method', rpcRequest('leads/steal'), {}, 404, -32_601],
    ['with a method of sessions', rpcRequest('initialize'), {}, 404, -32_601],
  ])('%s is refused', async (_what, message, headers, status, code) => {
    await expectRefusal(await send(message, headers), status, code);
  });

  it.each([
    ['a tool that is not there', 'tools/call', { name: 'drop_tables', arguments: {} }, -32_602],
    ['a tool without a name', 'tools/call', { arguments: {} }, -32_602],
    ['arguments that are a list', 'tools/call', { name: 'get_lead', arguments: [] }, -32_602],
    ['a resource that is not there', 'resources/read', { uri: 'lead://nobody' }, -32_602],
    ['a lead that is not there', 'resources/read', { uri: `lead://${UNKNOWN_ID}` }, -32_602],
    ['a resource of another kind', 'resources/read', { uri: 'file:///etc/passwd' }, -32_602],
    ['a prompt that is not there', 'prompts/get', { name: 'be_evil' }, -32_602],
    ['a prompt without what it needs', 'prompts/get', { name: 'outreach_brief' }, -32_602],
  ])('for %s is refused', async (_what, method, params, code) => {
    const { status, body, text } = await send(rpcRequest(method, params));
    expect({ status, code: body.error?.code }).toEqual({ status: expect.any(Number), code });
    expect([200, 400]).toContain(status);
    expect(text).not.toMatch(/node_modules|\.js:\d|\n +at |ENOENT|root:/);
  });

  it('that is a notification is taken without an answer', async () => {
    const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1, _meta: META } };
    const { status, text } = await send(cancelled);
    expect([status, text]).toEqual([202, '']);
  });

  it('of each older revision is answered without a session', async () => {
    for (const protocolVersion of ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25']) {
      const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } };
      const headers = { ...LEGACY_VERSION, 'mcp-protocol-version': undefined };
      const opened = await send({ jsonrpc: '2.0', id: 1, method: 'initialize', params }, headers);
      expect(opened.status).toBe(200);
      expect(opened.headers.get('mcp-session-id')).toBeNull();
      const answer = opened.body ?? JSON.parse(opened.text.split('\ndata: ')[1]!);
      expect(answer.result).toMatchObject({ protocolVersion, serverInfo: { name: 'sales-agent' } });
      const listed = await send(
        { jsonrpc: '2.0', id: 2, method: 'tools/list' },
        { ...LEGACY_VERSION, 'mcp-protocol-version': protocolVersion },
      );
      expect(listed.status).toBe(200);
      expect(listed.text).toContain('search_leads');
    }
  });

  it('of an unknown old revision is refused', async () => {
    const answer = await send(
      { jsonrpc: '2.0', id: 1, method: 'tools/list' },
      { ...LEGACY_VERSION, 'mcp-protocol-version': '1999-01-01' },
    );
    expect(answer.status).toBe(400);
  });
});
