import { describe, expect, it } from 'vitest';
import { startReplica, useService } from '../../support/test-service.js';
import { expectFailure, expectFailureAt } from '../../support/failure.js';
import { request, sendBytes } from '../../support/raw-request.js';
import { bearing, issueKey, UNKNOWN_KEY } from '../../support/callers.js';

const PUBLIC = ['/', '/health', '/health/ready', '/api/v1/docs', '/api/v1/openapi.json'];

/** A GET of the leads with these very header lines, `Host` among them. */
function sendRequest(url: string, lines: string[], path = '/api/v1/leads') {
  return sendBytes(url, [`GET ${path} HTTP/1.1`, 'Connection: close', ...lines, '', ''].join('\r\n'));
}

describe('A service without any API key', () => {
  const service = useService({ CORS_ORIGINS: 'https://app.example' });

  it('accepts every operation from this machine', async () => {
    const created = await service.http.post('/api/v1/leads').send({ company_name: 'Acme' });
    expect(created.status).toBe(201);
    expect((await service.http.get('/api/v1/audit-events')).status).toBe(200);
    expect((await service.http.get('/api/v1/workspaces')).status).toBe(200);
    expect((await service.http.delete(`/api/v1/leads/${created.body.id}`)).status).toBe(204);
  });

  it.each<Record<string, string>>([
    { authorization: 'Bearer not-needed' },
    { authorization: 'Bearer sk-proj-0123456789abcdef' },
    { authorization: 'Basic dXNlcjpwYXNz' },
    { authorization: 'Bearer' },
    { 'x-api-key': 'EMPTY' },
    { 'x-api-key': '' },
  ])('ignores a credential that is no API key: %j', async (headers) => {
    expect((await service.http.get('/api/v1/leads').set(headers)).status).toBe(200);
  });

  it.each([
    ['an unknown key', [`X-API-Key: ${UNKNOWN_KEY}`]],
    ['a cut key', ['Authorization: Bearer sa_live_cut']],
    ['a key under another scheme', [`Authorization: Basic ${UNKNOWN_KEY}`]],
    ['two made-up credentials', ['Authorization: Bearer a', 'X-API-Key: b']],
    ['the same header twice', ['X-API-Key: a', 'X-API-Key: a']],
  ])('refuses %s', async (_what, lines) => {
    expectFailure(await sendRequest(service.url, ['Host: localhost', ...lines]), 401, 'AUTHENTICATION_FAILED');
  });

  it.each(['localhost', 'LocalHost:3000', '127.0.0.1', '127.0.0.1:80', '[::1]', '[::1]:3000', '127.8.9.1:'])(
    'accepts requests with the local Host %s',
    async (host) => {
      expect((await sendRequest(service.url, [`Host: ${host}`])).status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:3000',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'localhost@evil.example',
    '192.168.1.5',
    '0.0.0.0',
    '[::ffff:192.168.1.5]',
    '[::]',
    '169.254.169.254',
    '127.0.0.1, evil.example',
    '',
  ])('refuses the Host %j, which a page elsewhere may have', async (host) => {
    const answer = await sendRequest(service.url, [`Host: ${host}`]);
    expectFailure(answer, 401, 'MISSING_API_KEY');
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="sales-agent"');
  });

  it.each([
    'Forwarded: for=127.0.0.1',
    'X-Forwarded-For: 127.0.0.1',
    'x-forwarded-for: 203.0.113.7',
    'X-Forwarded-Host: localhost',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Port: 443',
    'X-Forwarded-Server: proxy',
    'X-Real-IP: 127.0.0.1',
    'X-Client-IP: 203.0.113.7',
    'True-Client-IP: 203.0.113.7',
    'CF-Connecting-IP: 203.0.113.7',
    'Via: 1.1 proxy',
    'X-Original-Host: service.example',
    'X-Original-URL: /',
    'CF-Ray: 1',
    'X-Forwarded-Client-Cert: x',
    'X-Cluster-Client-Ip: 203.0.113.7',
    'X-Envoy-External-Address: 203.0.113.7',
    'X-Amzn-Trace-Id: Root=1',
    'Client-IP: 203.0.113.7',
    'Fastly-Client: 1',
    'X-Scheme: https',
    'Proxy-Connection: keep-alive',
  ])('refuses requests that came through a proxy: %s', async (line) => {
    expectFailure(await sendRequest(service.url, ['Host: localhost', line]), 401, 'MISSING_API_KEY');
    expectFailure(
      await sendRequest(service.url, ['Host: localhost', line, 'Authorization: Bearer sk-made-up']),
      401,
      'AUTHENTICATION_FAILED',
    );
  });

  it.each([
    ['HTTP/1.0 with a Host, as a proxy sends it', 'HTTP/1.0', ['Host: 127.0.0.1']],
    ['HTTP/1.0 without a Host', 'HTTP/1.0', []],
    ['a page elsewhere', 'HTTP/1.1', ['Host: localhost', 'Origin: https://evil.example']],
    ['a page without an origin', 'HTTP/1.1', ['Host: localhost', 'Origin: null']],
    ['a page of another port', 'HTTP/1.1', ['Host: localhost:3000', 'Origin: http://localhost:8080']],
    ['a form or an image elsewhere', 'HTTP/1.1', ['Host: localhost', 'Sec-Fetch-Site: cross-site']],
    ['a link of another port', 'HTTP/1.1', ['Host: localhost', 'Sec-Fetch-Site: same-site']],
  ])('refuses %s', async (_what, version, lines) => {
    for (const start of [`GET /api/v1/leads ${version}`, `DELETE /api/v1/leads/x ${version}`, `POST /mcp ${version}`]) {
      const answer = await sendBytes(service.url, [start, 'Connection: close', ...lines, '', ''].join('\r\n'));
      expect([401, 403]).toContain(answer.status);
    }
  });

  it.each([
    ['its own page', ['Origin: http://localhost:3000', 'Sec-Fetch-Site: same-origin']],
    ['a listed page', ['Origin: https://app.example', 'Sec-Fetch-Site: cross-site']],
    ['an address typed into a browser', ['Sec-Fetch-Site: none']],
  ])('accepts requests of %s', async (_what, lines) => {
    expect((await sendRequest(service.url, ['Host: localhost:3000', ...lines])).status).toBe(200);
  });

  it.each(PUBLIC)('answers %s to every caller', async (path) => {
    const lines = ['Host: evil.example', 'X-Forwarded-For: 203.0.113.7', `X-API-Key: ${UNKNOWN_KEY}`];
    expect((await sendRequest(service.url, lines, path)).status).toBe(200);
  });

  it('is closed by its first key at once, also under load', async () => {
    const asking = Array.from({ length: 20 }, () => service.http.get('/api/v1/leads').then(({ status }) => status));
    const holder = await issueKey(service, { scopes: ['leads:read'] });
    await Promise.all(asking);
    expectFailure(await service.http.get('/api/v1/leads'), 401, 'MISSING_API_KEY');
    const madeUp = await service.http.get('/api/v1/leads').set('authorization', 'Bearer sk-made-up');
    expectFailure(madeUp, 401, 'AUTHENTICATION_FAILED');
    const lines = ['Host: evil.example', 'X-Forwarded-For: 203.0.113.7', `Authorization: Bearer ${holder.key}`];
    expect((await sendRequest(service.url, lines)).status).toBe(200);
  });

  it('does not open again when its last key is revoked or expires', async () => {
    await service.database.query('UPDATE api_keys SET revoked_at = now(), expires_at = now()');
    expectFailure(await service.http.get('/api/v1/leads'), 401, 'MISSING_API_KEY');
  });

  it('does not open again at a start that finds no key any more, since its table was lost', async () => {
    await service.database.query('DELETE FROM api_keys');
    const replica = await startReplica(service.database);
    const { status } = await fetch(`${replica.url}/api/v1/leads`);
    await replica.stop();
    expect(status).toBe(401);
  });
});

describe('A service with REQUIRE_API_KEY', () => {
  const service = useService({ REQUIRE_API_KEY: 'true' });

  it('refuses every operation that is not public, and answers those that are', async () => {
    const { body: document } = await service.http.get('/api/v1/openapi.json');
    const operations = Object.entries(document.paths as Record<string, Record<string, Record<string, unknown>>>);
    const seen = { public: 0, refused: 0 };
    for (const [path, methods] of operations) {
      for (const [method, operation] of Object.entries(methods)) {
        const start = `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, 'x')} HTTP/1.1`;
        const answer = await sendBytes(service.url, request(start));
        if (operation['x-public'] === true) expect([start, answer.status]).toEqual([start, 200]);
        else expectFailureAt(path, answer, 401, 'MISSING_API_KEY');
        seen[operation['x-public'] === true ? 'public' : 'refused']++;
      }
    }
    expect(seen.public).toBeGreaterThanOrEqual(3);
    expect(seen.refused).toBeGreaterThanOrEqual(20);
  });

  it('accepts a valid key', async () => {
    const holder = await issueKey(service);
    expect((await service.http.get('/api/v1/leads').set(bearing(holder))).status).toBe(200);
  });
});
