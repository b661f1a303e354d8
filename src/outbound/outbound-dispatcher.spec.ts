import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Client, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { readSettings } from '../config/environment.js';
import { outboundClient, outboundPool, viaProxy } from './outbound-dispatcher.js';
import { OutboundSettings } from './outbound.settings.js';

const settings = (environment: Record<string, string>) => readSettings(OutboundSettings, environment);
const PROXY = 'http://proxy.example:3128';

describe('outgoing calls', () => {
  it.each<[origin: string, environment: Record<string, string>, isProxied: boolean]>([
    ['http://a.example', {}, false],
    ['http://a.example', { HTTP_PROXY: PROXY }, true],
    ['http://a.example', { http_proxy: 'proxy.example:3128' }, true],
    ['http://a.example', { HTTPS_PROXY: PROXY }, false],
    ['https://a.example', { HTTP_PROXY: PROXY }, false],
    ['https://a.example', { HTTPS_PROXY: PROXY }, true],
    ['https://a.example', { https_proxy: 'socks5://proxy.example:1080' }, true],
    ['https://a.example', { NO_PROXY: '*' }, false],
  ])('to %s with %j: through a proxy is %s', (origin, environment, isProxied) => {
    const proxies = settings(environment);
    expect(viaProxy(origin, {}, proxies) instanceof EnvHttpProxyAgent).toBe(isProxied);
    expect(outboundPool(origin, {}, proxies)).toBeInstanceOf(isProxied ? EnvHttpProxyAgent : Pool);
    expect(outboundClient(origin, {}, proxies)).toBeInstanceOf(isProxied ? EnvHttpProxyAgent : Client);
  });

  it.each([
    ['HTTP_PROXY', 'ftp://proxy.example'],
    ['HTTPS_PROXY', 'http://proxy example'],
    ['http_proxy', 'http://:80'],
    ['https_proxy', 'http://proxy.example/path'],
    ['NO_PROXY', 'a\nb'],
  ])('a wrong %s is refused by its name, and not shown', (key, value) => {
    expect(() => settings({ [key]: value })).toThrow(`${key} must be`);
    expect(() => settings({ [key]: value })).not.toThrow(value);
  });

  it.each<[how: string, dispatcherFor: (address: string) => Dispatcher]>([
    ['a pool', (address) => outboundPool(`https://${address}`, {}, settings({}))],
    ['one connection', (address) => outboundClient(`https://${address}`, {}, settings({}))],
    ['a proxy', (address) => outboundPool('https://a.example', {}, settings({ HTTPS_PROXY: address }))],
  ])('over TLS by %s offer HTTP/1.1 alone', async (_, dispatcherFor) => {
    const hello = Promise.withResolvers<Buffer>();
    const server = createServer((socket) => {
      void answerTunnel(socket).then((bytes) => {
        hello.resolve(bytes);
        socket.destroy();
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const dispatcher = dispatcherFor(`127.0.0.1:${(server.address() as AddressInfo).port}`);
    const failing = dispatcher.request({ origin: 'https://a.example', path: '/', method: 'GET' });
    await expect(failing).rejects.toThrow();
    expect((await hello.promise).includes('\x08http/1.1', 'latin1')).toBe(true);
    expect((await hello.promise).includes('\x02h2', 'latin1')).toBe(false);
    await dispatcher.destroy();
    server.close();
  });
});

/** The first bytes of TLS, after the `CONNECT` of a proxy's client. */
async function answerTunnel(socket: Socket): Promise<Buffer> {
  socket.on('error', () => undefined);
  const [first] = (await once(socket, 'data')) as [Buffer];
  if (!first.includes('CONNECT')) return first;
  socket.write('HTTP/1.1 200 OK\r\n\r\n');
  const [second] = (await once(socket, 'data')) as [Buffer];
  return second;
}
