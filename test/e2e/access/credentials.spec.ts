import { beforeAll, describe, expect, it } from 'vitest';
import { useService } from '../../support/test-service.js';
import { expectFailure } from '../../support/failure.js';
import { request, sendBytes } from '../../support/raw-request.js';
import {
  clientOf,
  bearing,
  type KeyHolder,
  issueKey,
  makeWorkspace,
  UNKNOWN_ID,
  UNKNOWN_KEY,
} from '../../support/callers.js';

const MISSING = 'Bearer realm="sales-agent"';
const INVALID = 'Bearer realm="sales-agent", error="invalid_token"';
const TEN_MEGABYTES = 10 * 1024 * 1024;

const service = useService();
let admin: KeyHolder;

beforeAll(async () => {
  admin = await issueKey(service);
});

function sendRequest(lines: string[], start = 'GET /api/v1/leads HTTP/1.1', body = '') {
  return sendBytes(service.url, Buffer.from(request(start, lines, body), 'latin1'));
}

describe('a request without a key', () => {
  it.each(['GET /api/v1/leads', 'HEAD /api/v1/leads', 'POST /api/v1/leads', `DELETE /api/v1/leads/${UNKNOWN_ID}`])(
    '%s is refused',
    async (start) => {
      const answer = await sendRequest([], `${start} HTTP/1.1`);
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, MISSING]);
      if (!start.startsWith('HEAD')) expectFailure(answer, 401, 'MISSING_API_KEY');
      else expect(answer.body).toBe('');
    },
  );

  it.each(['/api/v1/%6Ceads', '/api/v1/leads?limit=1', '/%61pi/v1/leads', '/api/v1/leads?', '/api/v1/leads/'])(
    'is refused with another spelling of the path: %s',
    async (path) => {
      expectFailure(await sendRequest([], `GET ${path} HTTP/1.1`), 401, 'MISSING_API_KEY');
    },
  );

  it.each([
    '//api/v1/leads',
    '/api//v1/leads',
    '/API/v1/leads',
    '/api/v1/Leads',
    '/api/v1/leads;a=1',
    '/api/v1/docs/../leads',
    '/api/v1/docs/..%2fleads',
    '/api/v1/openapi.json/../leads',
    '/health/../api/v1/leads',
    '/api/v1%2fleads',
    '/leads',
  ])('finds nothing at %s', async (path) => {
    expectFailure(await sendRequest([], `GET ${path} HTTP/1.1`), 404, 'RESOURCE_NOT_FOUND');
  });

  it('with a wrong method answers 405, also with a method override header', async () => {
    expectFailure(await sendRequest([], 'TRACE /api/v1/leads HTTP/1.1'), 405, 'METHOD_NOT_ALLOWED');
    expectFailure(await sendRequest([], 'OPTIONS /api/v1/api-keys HTTP/1.1'), 405, 'METHOD_NOT_ALLOWED');
    const { id } = (await service.http.post('/api/v1/leads').set(bearing(admin)).send({ company_name: 'Acme' })).body;
    const override = ['X-HTTP-Method-Override: DELETE', 'X-HTTP-Method: DELETE', 'X-Method-Override: DELETE'];
    const answer = await sendRequest([...override, `X-API-Key: ${admin.key}`], `GET /api/v1/leads/${id} HTTP/1.1`);
    expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ id })]);
    expect((await service.http.get(`/api/v1/leads/${id}`).set(bearing(admin))).status).toBe(200);
  });
});

describe('An invalid key', () => {
  it.each([
    ['garbage', ['Authorization: Bearer garbage']],
    ['no token', ['Authorization: Bearer']],
    ['an empty header', ['Authorization: ']],
    ['an empty X-API-Key', ['X-API-Key:']],
    ['Basic', [`Authorization: Basic ${Buffer.from('admin:admin').toString('base64')}`]],
    ['an unknown key', [`Authorization: Bearer ${UNKNOWN_KEY}`]],
    ['two tokens', [`Authorization: Bearer ${UNKNOWN_KEY} ${UNKNOWN_KEY}`]],
    ['Bearer in X-API-Key', [`X-API-Key: Bearer ${UNKNOWN_KEY}`]],
    ['Unicode', ['X-API-Key: sa_live_\u00e9\u00ff\u00fc']],
    ['SQL', [`X-API-Key: sa_live_' OR '1'='1`]],
    ['an inherited name', ['X-API-Key: __proto__']],
    ['a tab', ['X-API-Key: sa_live_\ta']],
    ['8 KB', [`X-API-Key: sa_live_${'a'.repeat(8_000)}`]],
  ])('%s is refused', async (_what, lines) => {
    const answer = await sendRequest(lines);
    expectFailure(answer, 401, 'AUTHENTICATION_FAILED');
    expect(answer.headers['www-authenticate']).toBe(INVALID);
  });

  it('is a valid key that is cut, extended, or changed in one character', async () => {
    const { key } = admin;
    const last = key.endsWith('A') ? 'B' : 'A';
    const forged = [key.slice(0, -1), `${key}A`, key.slice(0, -1) + last, key.toUpperCase(), key.slice(8), ` ${key}x`];
    for (const one of forged) expectFailure(await sendRequest([`X-API-Key: ${one}`]), 401, 'AUTHENTICATION_FAILED');
    expect((await sendRequest([`X-API-Key: ${key}`])).status).toBe(200);
  });

  it('gets the same answer as an expired or a revoked key', async () => {
    const expired = await issueKey(service, { expiresAt: new Date(Date.now() - 1_000) });
    const revoked = await issueKey(service);
    await clientOf(service.url, admin).delete(`/api/v1/api-keys/${revoked.id}`);
    const answers = [];
    for (const key of [UNKNOWN_KEY, expired.key, revoked.key]) {
      const answer = await sendRequest([`Authorization: Bearer ${key}`]);
      expectFailure(answer, 401, 'AUTHENTICATION_FAILED');
      // What differs between two answers with any key.
      const volatile = { date: 0, 'ratelimit-remaining': 0, 'ratelimit-reset': 0, 'x-request-id': 0 };
      const body = { ...(answer.body as object), timestamp: 0, request_id: 0 };
      answers.push({ body, headers: { ...answer.headers, ...volatile } });
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it.each([
    ['100 KB', [`X-API-Key: ${'a'.repeat(100_000)}`], 431, 'HEADERS_TOO_LARGE'],
    ['a NUL', ['X-API-Key: sa_live_\0'], 400, 'MALFORMED_REQUEST'],
    ['a line of its own', ['X-API-Key: sa_live_\n a'], 400, 'MALFORMED_REQUEST'],
  ])('of %s is no header at all', async (_what, lines, status, code) => {
    expectFailure(await sendRequest(lines), status, code);
  });
});

describe('a valid key that is sent the wrong way', () => {
  it.each([
    ['beside itself', (key: string) => [`Authorization: Bearer ${key}`, `X-API-Key: ${key}`]],
    ['in Authorization twice', (key: string) => [`Authorization: Bearer ${key}`, `Authorization: Bearer ${key}`]],
    ['in X-API-Key twice', (key: string) => [`X-API-Key: ${key}`, `x-api-key: ${key}`]],
    ['in one header with another', (key: string) => [`X-API-Key: ${key}, ${key}`]],
  ])('%s is refused', async (_what, linesOf) => {
    expectFailure(await sendRequest(linesOf(admin.key)), 401, 'AUTHENTICATION_FAILED');
  });

  it('is accepted beside the credential of another system, such as an identity proxy', async () => {
    for (const other of ['Bearer a', 'Bearer eyJh.eyJz.c2ln', 'Basic ZGFuYTp4', '']) {
      expect((await sendRequest([`Authorization: ${other}`, `X-API-Key: ${admin.key}`])).status).toBe(200);
    }
  });

  it('in the query is refused under every parameter name, and is not repeated in the answer', async () => {
    const { key } = admin;
    for (const query of [`api_key=${key}`, `access_token=${key}`, `x=${key}`, `x=%73a_live_${key.slice(8)}`, key]) {
      for (const lines of [[], [`X-API-Key: ${key}`]]) {
        const answer = await sendRequest(lines, `GET /api/v1/leads?${query} HTTP/1.1`);
        expectFailure(answer, 401, 'AUTHENTICATION_FAILED');
        expect(answer.text).not.toContain(key.slice(8));
      }
    }
  });
});

describe('a request that is refused', () => {
  const post = (lines: string[], body: string) =>
    sendRequest(
      ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`, ...lines],
      'POST /api/v1/leads HTTP/1.1',
      body,
    );

  it.each([
    ['malformed', '{"company_name":'],
    ['invalid', '{"company_name":""}'],
    ['too large', JSON.stringify({ company_name: 'a'.repeat(TEN_MEGABYTES) })],
  ])('is refused before its body is known to be %s', async (_what, body) => {
    const reader = await issueKey(service, { scopes: ['leads:read'] });
    expectFailure(await post([], body), 401, 'MISSING_API_KEY');
    expectFailure(await post([`X-API-Key: ${UNKNOWN_KEY}`], body), 401, 'AUTHENTICATION_FAILED');
    expectFailure(await post([`X-API-Key: ${reader.key}`], body), 403, 'ACCESS_DENIED');
  });

  it('is answered before its body was sent', async () => {
    const lines = ['Content-Type: application/json', 'Content-Length: 1000000'];
    expectFailure(await sendRequest(lines, 'POST /api/v1/leads HTTP/1.1'), 401, 'MISSING_API_KEY');
    const chunked = ['Content-Type: nonsense', 'Transfer-Encoding: chunked'];
    expectFailure(await sendRequest(chunked, 'POST /api/v1/leads HTTP/1.1', 'fffff\r\n'), 401, 'MISSING_API_KEY');
  });

  it('names the missing scope in the body and in WWW-Authenticate', async () => {
    const workspace = await makeWorkspace(service.database);
    const reader = await issueKey(service, { scopes: ['leads:read', 'llm:use'], workspace });
    const answer = await service.http.post('/api/v1/leads').set(bearing(reader)).send({ company_name: 'Acme' });
    expectFailure(answer, 403, 'ACCESS_DENIED');
    expect(answer.body.details).toEqual({ required_scope: 'leads:write' });
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer realm="sales-agent", error="insufficient_scope", scope="leads:write"',
    );
  });

  it('is answered as RFC 9457 when the Accept header requests it', async () => {
    const answer = await service.http.get('/api/v1/leads').set('accept', 'application/problem+json');
    expect(answer.status).toBe(401);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(answer.text)).toMatchObject({ status: 401, error_code: 'MISSING_API_KEY' });
  });
});
