import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useFolder } from '../support/service-process.js';

describe('npm run access:check', () => {
  const folder = useFolder();

  beforeAll(async () => {
    await mkdir(join(folder.path, 'dist'));
    for (const part of ['src', 'scripts', 'migrations']) {
      await cp(join('dist', part), join(folder.path, 'dist', part), { recursive: true });
    }
    await cp('package.json', join(folder.path, 'package.json'));
    await symlink(resolve('node_modules'), join(folder.path, 'node_modules'));
  });

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
