import { describe, expect, it } from 'vitest';
import { Client, EnvHttpProxyAgent, Pool } from 'undici';
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
});
