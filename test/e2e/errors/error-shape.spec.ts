import { describe, expect, it } from 'vitest';
import { UNKNOWN_ID } from '../../support/callers.js';
import { useService } from '../../support/test-service.js';
import { type Answer, expectFailure, expectHealthy } from '../../support/failure.js';
import { request, sendBytes } from '../../support/raw-request.js';

const service = useService();

async function send(method: string, path: string, headers: string[] = []): Promise<Answer> {
  return sendBytes(service.url, request(`${method} ${path} HTTP/1.1`, headers));
}

describe('paths and methods', () => {
  it.each([
    ['/nope'],
    ['/api/v1/lead'],
    ['/api/v2/leads'],
    ['/api/v1/leads/x/y'],
    ['/api/v1/leads/../../../../etc/passwd'],
    ['/api/v1/docs/..%2f..%2f..%2fpackage.json'],
    ['/api/v1/docs/../../../package.json'],
    ['/%2e%2e/%2e%2e/etc/passwd'],
    ['/%00'],
    [`/${'a/'.repeat(4_000)}`],
    ['/api/v1/leads/'],
    ['/api/v1/docs/nope'],
    ['/api/v1/docs/%00'],
    ['/api/v1/docs/swagger-ui.css/..'],
    [`/api/v1/docs/${'a'.repeat(3_000)}`],
  ])('GET %s is unknown', async (path) => {
    const answer = await send('GET', path);
    expectFailure(answer, 404, 'RESOURCE_NOT_FOUND');
  });

  it.each([['/%ff'], ['/%'], ['/%zz'], ['/api/v1/leads/%ff'], ['/api/v1/leads/%e0%a4%a'], ['/%c0%ae%c0%ae/']])(
    'GET %s is no URL',
    async (path) => {
      expectFailure(await send('GET', path), 400, 'MALFORMED_REQUEST');
    },
  );

  it.each([
    ['/api/v1/leads', ['OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH'], 'DELETE, GET, HEAD, PATCH, POST, PUT'],
    [`/api/v1/leads/${UNKNOWN_ID}`, ['PUT', 'POST', 'OPTIONS', 'TRACE', 'LOCK'], 'DELETE, GET, HEAD, PATCH'],
    [`/api/v1/leads/${'a'.repeat(150)}`, ['PUT'], 'DELETE, GET, HEAD, PATCH'],
    ['/api/v1/openapi.json', ['POST', 'DELETE'], 'GET, HEAD'],
  ])('%s answers 405 with the allowed methods', async (path, methods, allowed) => {
    for (const method of methods) {
      const answer = await send(method, path);
      expectFailure(answer, 405, 'METHOD_NOT_ALLOWED');
      expect(answer.headers.allow).toBe(allowed);
      expect(answer.body).toMatchObject({ details: { method, allowed: allowed.split(', ') } });
    }
  });

  it('HEAD answers as GET does, without the body', async () => {
    const found = await sendBytes(service.url, request('HEAD /api/v1/leads HTTP/1.1'));
    const unknown = await sendBytes(service.url, request('HEAD /nope HTTP/1.1'));
    expect([found.status, found.body, found.headers['content-type']]).toEqual([
      200,
      '',
      'application/json; charset=utf-8',
    ]);
    expect([unknown.status, unknown.body]).toEqual([404, '']);
    expect(unknown.headers['x-request-id']).toMatch(/./);
  });

  it.each(['GET', 'PATCH', 'DELETE'])('%s of an id that is none is invalid', async (method) => {
    for (const id of [
      '1',
      'qualify',
      'null',
      "1'OR'1'='1",
      UNKNOWN_ID.slice(1),
      `${UNKNOWN_ID}0`,
      '%00',
      '%F0%9F%98%80',
    ]) {
      const answer = await send(method, `/api/v1/leads/${id}`, ['Content-Type: application/json', 'Content-Length: 0']);
      expectFailure(answer, 422, 'VALIDATION_ERROR');
      expect(answer.body).toMatchObject({ details: { errors: [{ field: 'id', rule: 'uuid' }] } });
    }
  });

  it('a part of the path that is longer than any id is too long', async () => {
    expectFailure(await send('GET', `/api/v1/leads/${'a'.repeat(5_000)}`), 414, 'URI_TOO_LONG');
  });

  it('a query string as long as the headers may be is refused field by field', async () => {
    expectFailure(await send('GET', `/api/v1/leads?q=${'a'.repeat(10_000)}`), 422, 'VALIDATION_ERROR');
  });

  it('an absolute URL and an asterisk never answer 5xx', async () => {
    for (const [method, target] of [
      ['GET', 'http://localhost/api/v1/leads'],
      ['OPTIONS', '*'],
    ] as const) {
      const { status } = await send(method, target);
      expect(status).toBeGreaterThanOrEqual(200);
      expect(status).toBeLessThan(500);
    }
  });

  it('the service is healthy afterwards', async () => {
    await expectHealthy(service);
  });
});

describe('x-request-id', () => {
  const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  it.each(['12345678', 'order:4711.retry_2-b', 'a'.repeat(128)])('%.30s is kept', async (id) => {
    const failed = await send('GET', '/nope', [`X-Request-Id: ${id}`]);
    const succeeded = await send('GET', '/api/v1/leads', [`X-Request-Id: ${id}`]);
    expectFailure(failed, 404, 'RESOURCE_NOT_FOUND');
    expect([failed.headers['x-request-id'], succeeded.headers['x-request-id']]).toEqual([id, id]);
  });

  it.each([
    '',
    'short',
    'a'.repeat(129),
    'with space',
    '<script>alert(1)</script>',
    '"quoted-quoted"',
    'caf\u00e9caf\u00e9',
    'a\tb\tc\td\te',
  ])('%.30s is replaced', async (id) => {
    const { headers } = await sendBytes(
      service.url,
      Buffer.from(request('GET /api/v1/leads HTTP/1.1', [`X-Request-Id: ${id}`]), 'latin1'),
    );
    expect(headers['x-request-id']).toMatch(UUID_V7);
  });

  it('given twice is replaced', async () => {
    const { headers } = await send('GET', '/nope', ['X-Request-Id: 12345678', 'X-Request-Id: 12345678']);
    expect(headers['x-request-id']).toMatch(UUID_V7);
  });
});

describe('Accept: application/problem+json', () => {
  it.each([
    ['an unknown route', 'GET', '/nope', 404, 'RESOURCE_NOT_FOUND'],
    ['a wrong method', 'TRACE', '/api/v1/leads', 405, 'METHOD_NOT_ALLOWED'],
    ['a broken rule', 'GET', '/api/v1/leads?limit=0', 422, 'VALIDATION_ERROR'],
    ['an unknown lead', 'GET', `/api/v1/leads/${UNKNOWN_ID}`, 404, 'LEAD_NOT_FOUND'],
    ['a broken path', 'GET', '/%ff', 400, 'MALFORMED_REQUEST'],
  ])('answers %s in the shape of RFC 9457, with the same facts', async (_what, method, path, status, code) => {
    const plain = await send(method, path);
    const problem = await send(method, path, ['Accept: text/html, application/problem+json;q=0.9']);
    expectFailure(plain, status, code);
    expect(problem.status).toBe(status);
    expect(problem.headers['content-type']).toMatch(/^application\/problem\+json(; charset=utf-8)?$/);
    const { message, details } = plain.body as { message: string; details: object };
    expect(problem.body).toEqual({
      type: expect.stringMatching(/^urn:sales-agent:error:[a-z-]+$/),
      title: expect.stringMatching(/./),
      status,
      detail: message,
      instance: expect.stringMatching(/^urn:sales-agent:request:/),
      error_code: code,
      message,
      details,
      timestamp: expect.any(String),
      request_id: problem.headers['x-request-id'],
    });
  });

  it('is recognised whatever its case', async () => {
    const { headers } = await send('GET', '/nope', ['Accept: Application/Problem+JSON']);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  });
});
