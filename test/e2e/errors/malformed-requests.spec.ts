import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useService } from '../../support/test-service.js';
import { expectFailure, expectHealthy, rowCounts } from '../../support/failure.js';
import { request, sendBytes } from '../../support/raw-request.js';

const POST = 'POST /api/v1/leads HTTP/1.1';
const JSON_TYPE = 'Content-Type: application/json';
const BODY = '{"company_name":"Acme"}';
const TEN_MEGABYTES = 10 * 1024 * 1024;

const service = useService();
let before: Record<string, number>;

beforeEach(async () => {
  before = await rowCounts(service.database);
});

afterEach(async () => {
  expect(await rowCounts(service.database)).toEqual(before);
  await expectHealthy(service);
});

describe('A request that is not HTTP', () => {
  it.each([
    ['a line of chat', 'hello there\r\n\r\n'],
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a NUL byte in the request line', 'GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a method in lower case', request('get /api/v1/leads HTTP/1.1')],
    ['an unknown method', request('BREW /api/v1/leads HTTP/1.1')],
    ['a header without a colon', request('GET /api/v1/leads HTTP/1.1', ['nonsense'])],
    ['a Content-Length that is no number', request(POST, [JSON_TYPE, 'Content-Length: ten'], BODY)],
    ['two lengths', request(POST, [JSON_TYPE, 'Content-Length: 5', 'Content-Length: 23'], BODY)],
    ['a length and chunks', request(POST, [JSON_TYPE, 'Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n')],
    ['a chunk size that is none', request(POST, [JSON_TYPE, 'Transfer-Encoding: chunked'], 'zz\r\nhello\r\n0\r\n\r\n')],
    ['no Host header', 'GET /api/v1/leads HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ])('%s is a malformed request', async (_what, bytes) => {
    const answer = await sendBytes(service.url, Buffer.from(bytes, 'latin1'));
    expectFailure(answer, 400, 'MALFORMED_REQUEST');
    expect(answer.hungUp).toBe(true);
  });

  it.each([
    ['one header', [`X-Padding: ${'a'.repeat(100_000)}`]],
    ['many headers', Array.from({ length: 1_000 }, (_, index) => `X-${index}: ${'a'.repeat(100)}`)],
  ])('100 KB of headers in %s are too large', async (_what, headers) => {
    const answer = await sendBytes(service.url, request('GET /api/v1/leads HTTP/1.1', headers));
    expectFailure(answer, 431, 'HEADERS_TOO_LARGE');
    expect(answer.headers.connection).toBe('close');
  });

  it('a URL of 100 KB is too large as well', async () => {
    const answer = await sendBytes(service.url, request(`GET /api/v1/leads?q=${'a'.repeat(100_000)} HTTP/1.1`));
    expectFailure(answer, 431, 'HEADERS_TOO_LARGE');
  });
});

describe('a body that is not as long as its Content-Length', () => {
  it('is malformed if it is shorter and the client stops', async () => {
    const bytes = request(POST, [JSON_TYPE, 'Content-Length: 23'], '{"company_name":');
    expectFailure(await sendBytes(service.url, bytes, { end: true }), 400, 'MALFORMED_REQUEST');
  });

  it('is cut at its length, and what follows is no request', async () => {
    const bytes = `${request(POST, [JSON_TYPE, 'Content-Length: 5'], BODY).replace('Connection: close\r\n', '')}\r\n\r\n`;
    const answer = await sendBytes(service.url, bytes);
    expect(answer.text).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.text).not.toContain(' 201 ');
    expect(answer.hungUp).toBe(true);
  });
});

describe('a body of 10 MB', () => {
  const large = JSON.stringify({ company_name: 'Acme', notes: 'n'.repeat(TEN_MEGABYTES) });

  it('is answered with 413 when its length is announced', async () => {
    const response = await fetch(`${service.url}/api/v1/leads`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: large,
    });
    const headers = Object.fromEntries(response.headers);
    expectFailure({ status: response.status, headers, body: await response.json() }, 413, 'REQUEST_TOO_LARGE');
  });

  it('is answered with 413 to a client that sends all of it before it reads', async () => {
    const bytes = request(POST, [JSON_TYPE, `Content-Length: ${Buffer.byteLength(large)}`], large);
    expectFailure(await sendBytes(service.url, bytes, { readsLate: true }), 413, 'REQUEST_TOO_LARGE');
  });

  it('is answered with 413 when it comes in chunks', async () => {
    const text = large.slice(0, 64 * 1024);
    const chunk = `${text.length.toString(16)}\r\n${text}\r\n`;
    const head = request(POST, [JSON_TYPE, 'Transfer-Encoding: chunked']);
    const answer = await sendBytes(service.url, head, { pieces: Array.from({ length: 160 }, () => chunk) });
    expectFailure(answer, 413, 'REQUEST_TOO_LARGE');
  });

  it('is answered with 413 when it comes in one chunk over a bare socket', async () => {
    const chunk = `${Buffer.byteLength(large).toString(16)}\r\n${large}\r\n0\r\n\r\n`;
    const answer = await sendBytes(service.url, request(POST, [JSON_TYPE, 'Transfer-Encoding: chunked'], chunk));
    expectFailure(answer, 413, 'REQUEST_TOO_LARGE');
  });
});

describe('a body that never ends', () => {
  it('is limited by the headers and request timeouts', () => {
    expect(service.app.getHttpServer().headersTimeout).toBeGreaterThan(0);
    expect(service.app.getHttpServer().requestTimeout).toBeGreaterThan(0);
  });
});

describe('Expect', () => {
  it('of 100-continue is answered before the body is sent', async () => {
    const head = request(POST, [JSON_TYPE, 'Content-Length: 2', 'Expect: 100-continue']);
    const answer = await sendBytes(service.url, head, { rest: '{}' });
    expect(answer.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 422 /);
  });

  it('of anything else is ignored, or fails in our shape', async () => {
    const answer = await sendBytes(service.url, request('GET /api/v1/leads HTTP/1.1', ['Expect: tea']));
    const failure = { error_code: expect.any(String), request_id: answer.headers['x-request-id'] };
    expect(answer.body).toEqual(
      answer.status === 200 ? expect.objectContaining({ data: [] }) : expect.objectContaining(failure),
    );
  });
});
