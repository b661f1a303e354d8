import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHAT_PATH, MESSAGES } from '../../support/llm-service.js';
import { asCerebras, useProviderDouble } from '../../support/provider-double.js';
import { cutBeforeHeaders, goodAnswer } from '../../support/provider-responses.js';
import { useService } from '../../support/test-service.js';

/** The addresses that the proxy was asked for. */
const asked: string[] = [];
let proxy: Server;

beforeAll(async () => {
  proxy = createServer((incoming, outgoing) => {
    asked.push(incoming.url ?? '');
    const { method, headers, url = '' } = incoming;
    const onward = request(url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  proxy.on('connect', ({ url = '' }, socket) => {
    asked.push(`CONNECT ${url}`);
    const [host, port] = url.split(':');
    const onward = connect(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    for (const one of [socket, onward]) one.on('error', () => undefined);
    socket.pipe(onward).pipe(socket);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
});

afterAll(() => {
  proxy.closeAllConnections();
  proxy.close();
});

beforeEach(() => {
  asked.length = 0;
});

const proxyUrl = () => `127.0.0.1:${(proxy.address() as AddressInfo).port}`;

describe.each([
  ['HTTP_PROXY', 'http://'],
  ['http_proxy', ''],
])('With %s, calls of providers', (variable, scheme) => {
  const double = useProviderDouble();
  const service = useService(() => ({
    ...asCerebras(double),
    [variable]: scheme + proxyUrl(),
    NO_PROXY: 'localhost, .internal.example',
  }));
  const chat = (more: object = {}) => service.http.post(CHAT_PATH).send({ messages: MESSAGES, ...more });

  it.each([false, true])('go through the proxy (stream: %s)', async (stream) => {
    double.script(goodAnswer());
    for (let round = 0; round < 3; round++) expect((await chat({ stream })).status).toBe(200);
    expect(asked).toEqual(Array(3).fill(`${double.url}/v1/chat/completions`));
    expect(double.requests[0]?.headers.authorization).toBe('Bearer test');
  });

  it('are tried once more over the proxy when a connection breaks', async () => {
    double.script(cutBeforeHeaders, goodAnswer());
    expect((await chat()).status).toBe(200);
    expect(asked.length).toBe(2);
  });
});

describe('Without a proxy for their host, calls of providers', () => {
  const double = useProviderDouble();

  describe.each([
    ['NO_PROXY', '127.0.0.1'],
    ['no_proxy', '*'],
  ])('named by %s', (variable, hosts) => {
    const service = useService(() => ({
      ...asCerebras(double),
      HTTP_PROXY: `http://${proxyUrl()}`,
      [variable]: hosts,
    }));

    it('go straight there', async () => {
      expect((await service.http.post(CHAT_PATH).send({ messages: MESSAGES })).status).toBe(200);
      expect(asked).toEqual([]);
    });
  });

  describe('because only HTTPS_PROXY is set', () => {
    const service = useService(() => ({ ...asCerebras(double), HTTPS_PROXY: `http://${proxyUrl()}` }));

    it('go straight there', async () => {
      expect((await service.http.post(CHAT_PATH).send({ messages: MESSAGES })).status).toBe(200);
      expect(asked).toEqual([]);
    });
  });
});

describe('A proxy that is not there', () => {
  const double = useProviderDouble();
  const service = useService(() => ({ ...asCerebras(double), HTTP_PROXY: 'http://127.0.0.1:9' }));

  it('is a failed connection to the provider', async () => {
    const { status, body } = await service.http.post(CHAT_PATH).send({ messages: MESSAGES });
    expect([status, body.error.code]).toEqual([502, 'CEREBRAS_API_ERROR']);
  });
});
