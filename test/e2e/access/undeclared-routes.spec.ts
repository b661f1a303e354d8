import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createApp } from '../../../src/app.setup.js';
import { loadSettings } from '../../../src/app.settings.js';
import { createFolder } from '../../support/service-process.js';
import { startTestService, type TestService } from '../../support/test-service.js';
import { expectFailure } from '../../support/failure.js';
import { bearing, issueKey } from '../../support/callers.js';

describe('A route without an access declaration', () => {
  let service: TestService;
  let calls = 0;

  beforeAll(async () => {
    service = await startTestService();
    const app = await createApp(loadSettings({ LOG_LEVEL: 'silent' }), service.database.url);
    const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
    fastify.get('/undeclared', () => ({ calls: ++calls }));
    fastify.get('/declared', { config: { operation: { scope: 'public' } } }, () => ({ calls: ++calls }));
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const first = service;
    service = { ...first, url, stop: () => app.close().then(() => first.stop()) };
  });

  afterAll(() => service.stop());

  async function answerTo(headers: Record<string, string> = {}, path = '/undeclared') {
    const response = await fetch(service.url + path, { headers });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.json() };
  }

  it('refuses every caller, also local ones and admins', async () => {
    expectFailure(await answerTo(), 500, 'INTERNAL_ERROR');
    const admin = await issueKey(service);
    expectFailure(await answerTo(bearing(admin)), 500, 'INTERNAL_ERROR');
    expect((await fetch(`${service.url}/undeclared`, { method: 'HEAD', headers: bearing(admin) })).status).toBe(500);
    expect(calls).toBe(0);
    expect((await answerTo({}, '/declared')).body).toEqual({ calls: 1 });
  });
});

describe('npm run access:check', () => {
  let folder: Awaited<ReturnType<typeof createFolder>>;

  beforeAll(async () => {
    folder = await createFolder();
    await mkdir(join(folder.path, 'dist'));
    for (const part of ['src', 'scripts', 'migrations']) {
      await cp(join('dist', part), join(folder.path, 'dist', part), { recursive: true });
    }
    await cp('package.json', join(folder.path, 'package.json'));
    await symlink(resolve('node_modules'), join(folder.path, 'node_modules'));
  });

  afterAll(() => folder.remove());

  function check(): Promise<{ code: number; stderr: string }> {
    return new Promise((done) => {
      execFile(process.execPath, ['dist/scripts/check-access.js'], { cwd: folder.path }, (error, _stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code), stderr });
      });
    });
  }

  it('passes for the existing routes, and names a route without a declaration', async () => {
    expect(await check()).toEqual({ code: 0, stderr: '' });
    const controller = join(folder.path, 'dist/src/qualification/export/lead-export.controller.js');
    const source = await readFile(controller, 'utf8');
    const declaration = /Operation\(\{[^}]*\}\),/;
    expect(declaration.exec(source)).toHaveLength(1);
    await writeFile(controller, source.replace(declaration, ''));
    const { code, stderr } = await check();
    expect(code).toBe(1);
    expect(stderr).toContain('GET /api/v1/leads/:id/export needs @Operation()');
    expect(stderr).toContain('HEAD /api/v1/leads/:id/export');
    expect(stderr.match(/needs @Operation/g)).toHaveLength(2);
  }, 30_000);
});
