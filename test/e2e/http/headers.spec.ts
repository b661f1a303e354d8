import { beforeAll, describe, expect, it } from 'vitest';
import { bearing, issueKey, type KeyHolder, UNKNOWN_ID } from '../../support/callers.js';
import { request, sendBytes } from '../../support/raw-request.js';
import { type TestService, useService } from '../../support/test-service.js';

describe('Default headers', () => {
  const service = useService();
  let holder: KeyHolder;

  beforeAll(async () => {
    holder = await issueKey(service);
  });

  function send(start: string, body = '') {
    const { authorization } = bearing(holder);
    const lines = [
      `Authorization: ${authorization}`,
      ...(body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${body.length}`]),
    ];
    return sendBytes(service.url, request(`${start} HTTP/1.1`, lines, body));
  }

  describe('every answer', () => {
    it.each([
      ['a list', 200, 'GET /api/v1/leads', ''],
      ['its HEAD', 200, 'HEAD /api/v1/leads', ''],
      ['a new lead', 201, 'POST /api/v1/leads', '{"company_name":"Acme"}'],
      ['a probe', 200, 'GET /health', ''],
      ['what the service is', 200, 'GET /', ''],
      ['an unknown lead', 404, `GET /api/v1/leads/${UNKNOWN_ID}`, ''],
      ['an unknown path', 404, 'GET /nope', ''],
      ['a file that is none', 404, 'GET /api/v1/docs/nope', ''],
      ['a wrong method', 405, 'PATCH /ping', ''],
      ['a broken rule', 422, 'POST /api/v1/leads', '{}'],
      ['broken JSON', 400, 'POST /api/v1/leads', '{'],
      ['a path that is none', 400, 'GET /%ff', ''],
      ['a part of a path that is too long', 414, `GET /api/v1/leads/${'a'.repeat(300)}`, ''],
      ['what is no HTTP', 400, 'get /', ''],
      ['headers that are too large', 431, `GET /${'a'.repeat(20_000)}`, ''],
    ])('is not cacheable, has a request id, and does not name the server: %s', async (_what, status, start, body) => {
      const { headers, status: received } = await send(start, body);
      expect([received, headers['cache-control']]).toEqual([status, 'no-store']);
      expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
      expect(headers).not.toHaveProperty('server');
      expect(headers).not.toHaveProperty('x-powered-by');
    });

    it('may be kept if it is the document, which is sent again only after a change', async () => {
      const url = `${service.url}/api/v1/openapi.json`;
      const first = await fetch(url);
      const etag = first.headers.get('etag') ?? '';
      expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(await first.json()).toHaveProperty('openapi');
      for (const given of [etag, `W/${etag}`, `"other", ${etag}`]) {
        const again = await fetch(url, { headers: { 'if-none-match': given } });
        expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
      }
      expect((await fetch(url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    });

    it('is not cacheable without a key either', async () => {
      const { headers, status } = await sendBytes(service.url, request('GET /api/v1/leads HTTP/1.1'));
      expect([status, headers['cache-control']]).toEqual([401, 'no-store']);
    });
  });

  describe('Swagger UI', () => {
    const MEDIA = { script: /^(?:application|text)\/javascript\b/, stylesheet: /^text\/css\b/, icon: /^image\/png\b/ };

    it('works under the headers it comes with: its scripts are files of this origin, none stands in the page', async () => {
      const page = await fetch(`${service.url}/api/v1/docs`);
      const html = await page.text();
      expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';style-src 'self' 'unsafe-inline'/);
      const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)];
      expect(scripts.length).toBeGreaterThan(0);
      expect(scripts.map(([, , content]) => content?.trim())).toEqual(scripts.map(() => ''));
      expect(html).not.toMatch(/\son\w+=|javascript:|\s(?:src|href)="(?:https?:)?\/\//i);
      const files = [
        ...scripts.map(([, attributes]) => ['script', /src="([^"]+)"/.exec(attributes ?? '')?.[1]] as const),
        ...[...html.matchAll(/<link rel="(\w+)"[^>]*href="([^"]+)"/g)].map(([, kind, href]) => [kind, href] as const),
      ];
      expect(files.length).toBeGreaterThan(scripts.length);
      for (const [kind, path] of files) {
        const file = await fetch(new URL(path!, page.url));
        expect([path, file.status]).toEqual([path, 200]);
        expect(file.headers.get('content-type')).toMatch(MEDIA[kind as keyof typeof MEDIA]);
        await file.arrayBuffer();
      }
    });

    it('may be cached where it is the same for every caller', async () => {
      const file = await fetch(`${service.url}/api/v1/docs/swagger-ui.css`);
      await file.arrayBuffer();
      expect(file.headers.get('cache-control')).toMatch(/^public\b/);
    });
  });
});

describe('Trusted proxies', () => {
  const NEAR = '127.0.0.1';

  /** The address that the audit log records for a call with these headers. */
  async function addressOf(service: TestService, headers: Record<string, string>): Promise<string> {
    const holder = await issueKey(service);
    const made = await service.http
      .post('/api/v1/api-keys')
      .set({ ...bearing(holder), ...headers })
      .send({ name: 'probe', scopes: ['leads:read'] });
    expect(made.status).toBe(201);
    const { body } = await service.http.get('/api/v1/audit-events?limit=1').set(bearing(holder));
    return body.data[0].address as string;
  }

  describe.each([
    ['by default', {}],
    ['with TRUST_PROXY=false', { TRUST_PROXY: 'false' }],
    ['with proxies elsewhere', { TRUST_PROXY: '10.0.0.0/8,::1' }],
  ])('A service without trusted proxies, %s', (_how, environment: Record<string, string>) => {
    const service = useService(environment);

    it.each<Record<string, string>>([
      { 'x-forwarded-for': '203.0.113.7' },
      { 'x-forwarded-for': '203.0.113.7, 10.1.2.3' },
      { 'x-real-ip': '203.0.113.7' },
      { forwarded: 'for=203.0.113.7' },
    ])('identifies a caller by the connection alone: %j', async (headers) => {
      expect(await addressOf(service, headers)).toBe(NEAR);
    });
  });

  describe('a service behind listed proxies', () => {
    const service = useService({ TRUST_PROXY: '127.0.0.1, 10.0.0.0/8' });

    it.each([
      ['203.0.113.7', '203.0.113.7'],
      ['2001:db8::7', '2001:db8::7'],
      ['203.0.113.7, 10.1.2.3', '203.0.113.7'],
      ['198.51.100.1, 203.0.113.7', '203.0.113.7'],
      ['127.0.0.1, 203.0.113.7, 10.1.2.3', '203.0.113.7'],
      ['made up, 203.0.113.7', '203.0.113.7'],
      ['203.0.113.7, made up', NEAR],
      ['x'.repeat(60), NEAR],
      ['203.0.113.7:55123', '203.0.113.7'],
      ['', NEAR],
    ])('trusts X-Forwarded-For: %s as far as proxies wrote it', async (header, address) => {
      expect(await addressOf(service, { 'x-forwarded-for': header })).toBe(address);
    });

    it('trusts no other header', async () => {
      expect(await addressOf(service, { 'x-real-ip': '203.0.113.7', forwarded: 'for=203.0.113.7' })).toBe(NEAR);
    });

    it('counts callers without a key by their own address', async () => {
      const left = async (address: string) => {
        const { headers } = await service.http
          .get('/api/v1/leads')
          .set('x-forwarded-for', address)
          .set('x-api-key', `sa_live_${'A'.repeat(43)}`);
        return Number(headers['ratelimit-remaining']);
      };
      const first = await left('203.0.113.7');
      expect(first).toBeGreaterThan(0);
      expect(await left('203.0.113.8')).toBe(first);
      expect(await left('203.0.113.7')).toBe(first - 1);
    });
  });
});
