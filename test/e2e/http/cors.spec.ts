import { describe, expect, it } from 'vitest';
import { useService } from '../../support/test-service.js';
import { bearing, issueKey, UNKNOWN_KEY } from '../../support/callers.js';
import { expectFailure } from '../../support/failure.js';
import { request, sendBytes } from '../../support/raw-request.js';

const ORIGIN = 'https://app.example';
const OTHERS = [
  'https://evil.example',
  'http://app.example',
  'https://app.example:8443',
  'https://app.example.evil.example',
  'https://sub.app.example',
  'https://App.example',
  'https://app.example/',
  'null',
  '*',
  `${ORIGIN}, https://evil.example`,
  '',
];
const ALLOWED = [
  ...['authorization', 'x-api-key', 'content-type', 'idempotency-key', 'x-request-id', 'if-match', 'if-none-match'],
  ...['x-llm-stream', 'x-llm-timeout-ms', 'x-llm-tags', 'mcp-protocol-version', 'mcp-method', 'mcp-name'],
  ...['lang', 'package-version', 'os', 'arch', 'runtime', 'runtime-version', 'retry-count', 'timeout', 'async']
    .concat('helper-method', 'poll-helper', 'custom-poll-interval')
    .map((name) => `x-stainless-${name}`),
  ...['openai-organization', 'openai-project', 'openai-beta', 'user-agent'],
].join(', ');
const EXPOSED = [
  ...['x-request-id', 'x-llm-provider', 'x-llm-model', 'x-llm-strategy', 'x-llm-attempts', 'x-llm-fallback-reason'],
  ...['x-llm-cost-usd', 'x-llm-budget-remaining-usd', 'retry-after', 'retry-after-ms', 'x-should-retry'],
  ...['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'idempotent-replayed', 'etag', 'location', 'allow'],
].join(', ');

function send(url: string, start: string, headers: string[] = []) {
  return sendBytes(url, request(`${start} HTTP/1.1`, headers));
}

function preflight(url: string, path: string, origin: string) {
  const lines = [`Origin: ${origin}`, 'Access-Control-Request-Method: PUT', 'Access-Control-Request-Headers: x-evil'];
  return sendBytes(url, request(`OPTIONS ${path} HTTP/1.1`, lines));
}

/** The headers of CORS in an answer, and no others. */
function shared(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));
}

describe('a service that lists origins', () => {
  const service = useService({
    CORS_ORIGINS: `http://localhost:5173,${ORIGIN}`,
    REQUIRE_API_KEY: 'true',
    RATE_LIMIT_PER_MINUTE: '10000',
  });

  it.each(['/api/v1/leads', '/api/v1/scoring-profile', '/v1/chat/completions', '/v1/models/a%2Fb', '/', '/nope'])(
    'answers the preflight of a listed origin for %s, without a key',
    async (path) => {
      const answer = await preflight(service.url, path, ORIGIN);
      expect([answer.status, answer.body]).toEqual([204, '']);
      expect(shared(answer.headers)).toEqual({
        'access-control-allow-origin': ORIGIN,
        'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers': ALLOWED,
        'access-control-expose-headers': EXPOSED,
      });
      expect(answer.headers.vary).toMatch(/\bOrigin\b/i);
      expect(answer.headers['x-request-id']).toMatch(/./);
    },
  );

  it.each([
    ['an answer', '/', 200],
    ['a missing key', '/api/v1/leads', 401],
    ['an unknown path', '/nope', 404],
    ['a query that cannot be read', '/?constructor=1', 422],
  ])('lets a page of each listed origin read %s', async (_what, path, status) => {
    for (const origin of [ORIGIN, 'http://localhost:5173']) {
      const answer = await send(service.url, `GET ${path}`, [`Origin: ${origin}`]);
      expect(answer.status).toBe(status);
      expect(shared(answer.headers)).toEqual({
        'access-control-allow-origin': origin,
        'access-control-expose-headers': EXPOSED,
      });
      expect(answer.headers.vary).toMatch(/\bOrigin\b/i);
    }
  });

  it('lets a page read what a key may, and how often', async () => {
    const { authorization } = bearing(await issueKey(service));
    const answer = await send(service.url, 'GET /api/v1/leads', [
      `Origin: ${ORIGIN}`,
      `Authorization: ${authorization}`,
    ]);
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, ORIGIN]);
    expect(answer.headers).toHaveProperty('ratelimit-remaining');
  });

  it.each(OTHERS)('sends no CORS header to pages of %j, and their preflight fails in our shape', async (origin) => {
    const read = await send(service.url, 'GET /', [`Origin: ${origin}`]);
    const known = await preflight(service.url, '/api/v1/leads', origin);
    const unknown = await preflight(service.url, '/nope', origin);
    expect(read.status).toBe(200);
    expectFailure(known, 405, 'METHOD_NOT_ALLOWED');
    expect(known.headers.allow).toBe('DELETE, GET, HEAD, PATCH, POST, PUT');
    expectFailure(unknown, 404, 'RESOURCE_NOT_FOUND');
    for (const { headers } of [read, known, unknown]) {
      expect(shared(headers)).toEqual({});
      expect(headers.vary).toMatch(/\bOrigin\b/i);
    }
  });

  it('sends Vary: Origin, to callers without an Origin too', async () => {
    const answer = await send(service.url, 'GET /');
    expect(shared(answer.headers)).toEqual({});
    expect(answer.headers.vary).toMatch(/\bOrigin\b/i);
  });

  it('answers 405 to OPTIONS without a requested method', async () => {
    const answer = await send(service.url, 'OPTIONS /api/v1/leads', [`Origin: ${ORIGIN}`]);
    expectFailure(answer, 405, 'METHOD_NOT_ALLOWED');
    expect(answer.headers).toMatchObject({
      allow: 'DELETE, GET, HEAD, PATCH, POST, PUT',
      'access-control-allow-origin': ORIGIN,
    });
    expectFailure(await send(service.url, 'OPTIONS /nope'), 404, 'RESOURCE_NOT_FOUND');
  });

  it('still distinguishes unknown paths from wrong methods', async () => {
    expectFailure(await send(service.url, 'GET /nope'), 404, 'RESOURCE_NOT_FOUND');
    expectFailure(await send(service.url, 'TRACE /api/v1/leads'), 405, 'METHOD_NOT_ALLOWED');
  });

  it('lists no operation for it in the documents', async () => {
    const { body } = await send(service.url, 'GET /api/v1/openapi.json');
    expect(Object.keys((body as { paths: object }).paths).filter((path) => path.includes('*'))).toEqual([]);
  });
});

describe('a limit that is used up', () => {
  const service = useService({ CORS_ORIGINS: ORIGIN, REQUIRE_API_KEY: 'true', RATE_LIMIT_PER_MINUTE: '1' });

  it('is readable for a page of a listed origin', async () => {
    const lines = [`Origin: ${ORIGIN}`, `X-API-Key: ${UNKNOWN_KEY}`];
    let answer = await send(service.url, 'GET /api/v1/leads', lines);
    while (answer.status === 401) answer = await send(service.url, 'GET /api/v1/leads', lines);
    expectFailure(answer, 429, 'RATE_LIMIT_EXCEEDED');
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': ORIGIN });
    expect(answer.headers).toHaveProperty('retry-after');
  });
});

describe('a service that lists no origin', () => {
  const service = useService();

  it('sends no CORS header', async () => {
    const read = await send(service.url, 'GET /health', [`Origin: ${ORIGIN}`]);
    const bare = await preflight(service.url, '/api/v1/leads', ORIGIN);
    expect(read.status).toBe(200);
    expectFailure(bare, 405, 'METHOD_NOT_ALLOWED');
    for (const { headers } of [read, bare]) {
      expect(shared(headers)).toEqual({});
      expect(headers.vary ?? '').not.toMatch(/origin/i);
    }
  });
});
