import { METHODS } from 'node:http';
import { describe, expect, it } from 'vitest';
import { request, sendBytes } from '../../support/raw-request.js';
import { useService } from '../../support/test-service.js';

const service = useService();
const PATHS = ['/', '/api/v1/leads', '/api/v1/leads/x', '/mcp', '/nope', '/api/v1/docs', '/api/v1/docs/nope', '/ping'];
const BODIES: [string[], string][] = [
  [[], ''],
  [['Content-Length: 2'], '{}'],
  [['Content-Type: application/json', 'Content-Length: 2'], '{}'],
  [['Content-Type: text/plain', 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n'],
  [['Content-Type: ;', 'Content-Length: 2'], '{}'],
];
/** CONNECT is closed without an answer, as nothing but a proxy takes it. */
const WALKED = METHODS.filter((method) => method !== 'CONNECT');

/** Errors of the framework that are no faults of this service. */
const UNUSUAL = [
  'GET /api/v1/docs/%2e%2e/%2e%2e/package.json HTTP/1.1',
  'GET /api/v1/docs/..%5c..%5cpackage.json HTTP/1.1',
  'GET /api/v1/docs/%00 HTTP/1.1',
  'GET /api/v1/docs/.git HTTP/1.1',
  'GET /api/v1/docs/swagger-ui.css/ HTTP/1.1',
  'GET //evil.example/ HTTP/1.1',
  'GET http://evil.example/api/v1/leads HTTP/1.1',
  'GET /api/v1/leads/%E0%A4%A HTTP/1.1',
  'GET /api/v1/leads;a=b HTTP/1.1',
  'GET /api/v1/leads?%zz HTTP/1.1',
  'GET /? HTTP/1.1',
  'GET ? HTTP/1.1',
  'OPTIONS * HTTP/1.1',
];
const HEADERS = [
  'Range: bytes=9999999999-',
  'Range: bytes=a',
  'If-Modified-Since: x',
  'If-Match: "x"',
  'Upgrade: h2c',
  'Accept: x',
];

function isFine(status: number): boolean {
  return status >= 200 && status < 500;
}

describe('an unusual request', () => {
  it.each(WALKED)('with the method %s is no fault of the service', async (method) => {
    for (const path of PATHS) {
      for (const [headers, body] of BODIES) {
        const answer = await sendBytes(service.url, request(`${method} ${path} HTTP/1.1`, headers, body));
        expect([method, path, headers, answer.status, isFine(answer.status)]).toEqual([
          method,
          path,
          headers,
          answer.status,
          true,
        ]);
        if (answer.status >= 400 && method !== 'HEAD' && path !== '/mcp') {
          expect([method, path, answer.body]).toMatchObject([method, path, { error_code: expect.any(String) }]);
        }
      }
    }
  });

  it.each(UNUSUAL)('%s is no fault of the service', async (start) => {
    for (const header of ['Accept: */*', ...HEADERS]) {
      const answer = await sendBytes(service.url, request(start, [header]));
      expect([start, header, answer.status, isFine(answer.status)]).toEqual([start, header, answer.status, true]);
    }
  });

  it.each(HEADERS)('for a file, with %s, is no fault of the service', async (header) => {
    const answer = await sendBytes(service.url, request('GET /api/v1/docs/swagger-ui.css HTTP/1.1', [header]));
    expect([header, answer.status, isFine(answer.status)]).toEqual([header, answer.status, true]);
  });
});
