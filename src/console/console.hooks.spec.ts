import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveConsole } from './console.hooks.js';

const PAGE = '<!doctype html><title>Console</title>';
const SCRIPT = 'console.log("a script");'.repeat(50);
let folder: string;
let server: FastifyInstance;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), PAGE);
  writeFileSync(join(folder, 'notes.txt'), 'not served');
  writeFileSync(join(folder, 'assets', 'main-1a2b.js'), SCRIPT);
  writeFileSync(join(folder, 'assets', 'main-1a2b.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(folder, 'assets', 'main-1a2b.js.gz'), gzipSync(SCRIPT));
  server = serving(folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function serving(built: string): FastifyInstance {
  const instance = fastify();
  serveConsole(instance, built);
  instance.get('/', () => ({ name: 'Sales Agent' }));
  return instance;
}

const get = (url: string, headers: Record<string, string> = {}) => server.inject({ url, headers });

describe('the built console', () => {
  it('is served at /console/ under a policy that allows nothing inline and no other host', async () => {
    const { statusCode, headers, body } = await get('/console/');
    expect([statusCode, body]).toEqual([200, PAGE]);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|http|\*/);
  });

  it('is kept by browsers as long as its names do not change', async () => {
    const { headers } = await get('/console/assets/main-1a2b.js');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const page = await get('/console/');
    const again = await get('/console/', { 'if-none-match': String(page.headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['BR', 'br'],
    ['identity', undefined],
    ['brotli', undefined],
    ['', undefined],
  ])('is sent to clients that accept %j as %s', async (accepted, coding) => {
    const answer = await get('/console/assets/main-1a2b.js', { 'accept-encoding': accepted });
    expect(answer.headers['content-encoding']).toBe(coding);
    expect(answer.headers.vary).toBe('accept-encoding');
    if (coding === undefined) expect(answer.body).toBe(SCRIPT);
    else expect(answer.rawPayload.length).toBeLessThan(SCRIPT.length);
  });

  it.each([
    '/console/../package.json',
    '/console/%2e%2e/package.json',
    '/console/notes.txt',
    '/console/assets/main-1a2b.js.br',
    '/console/assets/',
    '/console//index.html',
  ])('has no other files: %s', async (url) => {
    expect((await get(url)).statusCode).toBe(404);
  });

  it('is where browsers go from the root, and what clients of the API do not see there', async () => {
    const browser = await get('/', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect([browser.statusCode, browser.headers.location, browser.headers.vary]).toEqual([302, '/console/', 'accept']);
    for (const accept of ['*/*', 'application/json'])
      expect((await get('/', { accept })).json()).toHaveProperty('name');
    expect((await get('/console')).headers.location).toBe('/console/');
  });

  it('is not there, and changes nothing, where it was not built', async () => {
    const bare = serving(join(folder, 'nothing'));
    expect((await bare.inject({ url: '/', headers: { accept: 'text/html' } })).statusCode).toBe(200);
    expect((await bare.inject('/console/')).statusCode).toBe(404);
  });
});
