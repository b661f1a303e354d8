import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SOUND = { version: '1.0.0', integrity: 'sha512-AAAA', license: 'MIT' };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sales-agent-dependencies-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the check of dependencies', () => {
  it('accepts the lock file of this project', () => {
    expect(check()).toEqual({ status: 0, problems: '' });
  });

  it.each([
    ['a package without an integrity hash', { integrity: undefined }, 'planted has no integrity hash'],
    ['a package with a weak integrity hash', { integrity: 'sha1-AAAA' }, 'planted has no integrity hash'],
    [
      'a package from elsewhere',
      { resolved: 'git+ssh://git@forge.example/planted.git' },
      'planted comes from git+ssh://git@forge.example/planted.git, not from the registry',
    ],
    [
      'an install script that is not reviewed',
      { hasInstallScript: true },
      'planted has an install script that is not listed',
    ],
    ['a licence that is not listed', { license: 'AGPL-3.0' }, 'planted has the licence AGPL-3.0, which is not listed'],
    [
      'a licence for tools alone in a package of the service',
      { license: 'MPL-2.0' },
      'planted has the licence MPL-2.0, which is not listed',
    ],
    ['a package without a licence', { license: undefined }, 'planted has the licence unknown, which is not listed'],
  ])('refuses %s', async (_, breach, problem) => {
    await plant({ ...SOUND, ...breach });
    expect(check(folder)).toEqual({ status: 1, problems: problem });
  });

  it('accepts the licence of a tool that is not passed on', async () => {
    await plant({ ...SOUND, license: 'MPL-2.0', dev: true });
    expect(check(folder)).toEqual({ status: 0, problems: '' });
  });

  it('accepts an install script that package.json names', async () => {
    await plant({ ...SOUND, hasInstallScript: true }, { planted: false });
    expect(check(folder)).toEqual({ status: 0, problems: '' });
  });
});

function check(...folders: string[]) {
  const script = resolve('scripts/check-dependencies.js');
  const { status, stderr } = spawnSync(process.execPath, [script, ...folders], { encoding: 'utf8' });
  return { status, problems: stderr.trim() };
}

async function plant(entry: object, allowScripts: Record<string, boolean> = {}): Promise<void> {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ allowScripts }));
  const packages = { '': {}, 'node_modules/planted': entry };
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
}
