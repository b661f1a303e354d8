import { describe, expect, it } from 'vitest';
import { HttpSettings } from './http.settings.js';
import { loadSettings } from '../app.settings.js';

const read = (environment: Record<string, string>) => loadSettings(environment).get(HttpSettings);

describe('CORS_ORIGINS', () => {
  it.each([
    ['false', []],
    ['https://app.example', ['https://app.example']],
    [' https://app.example , http://localhost:5173 ', ['https://app.example', 'http://localhost:5173']],
    ['http://[::1]:8080', ['http://[::1]:8080']],
    ['https://xn--bcher-kva.example', ['https://xn--bcher-kva.example']],
  ])('%j is %j', (text, origins) => {
    expect(read({ CORS_ORIGINS: text }).corsOrigins).toEqual(origins);
  });

  it.each([
    '*',
    'null',
    'true',
    'app.example',
    'https://app.example/',
    'https://app.example/path',
    'https://app.example?x=1',
    'https://App.example',
    'HTTPS://app.example',
    'https://app.example:443',
    'https://user:secret@app.example',
    'https://*.app.example',
    'https://bücher.example',
    'ftp://app.example',
    'file:///etc',
    'https://app.example,',
    'https://app.example,,https://b.example',
    'https://app.example https://b.example',
  ])('refuses %j, naming the key', (text) => {
    expect(() => read({ CORS_ORIGINS: text })).toThrow(/^Wrong settings: CORS_ORIGINS must be a comma-separated list/);
  });
});

describe('TRUST_PROXY', () => {
  it.each([
    ['false', []],
    ['10.0.0.7', ['10.0.0.7']],
    ['10.0.0.0/8, fd00::/8,::1', ['10.0.0.0/8', 'fd00::/8', '::1']],
    ['127.0.0.1/32', ['127.0.0.1/32']],
  ])('%j is %j', (text, proxies) => {
    expect(read({ TRUST_PROXY: text }).trustedProxies).toEqual(proxies);
  });

  it.each([
    'true',
    '1',
    '2',
    '*',
    'loopback',
    'proxy.example',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/08',
    '10.0.0.0/255.0.0.0',
    '10.0.0.0/8/8',
    '10.0.0',
    '010.0.0.1',
    '10.0.0.1:80',
    '10.0.0.1,',
  ])('refuses %j, naming the key', (text) => {
    expect(() => read({ TRUST_PROXY: text })).toThrow(/^Wrong settings: TRUST_PROXY must be a comma-separated list/);
  });
});
