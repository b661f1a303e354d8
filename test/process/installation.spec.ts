import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useFolder } from '../support/service-process.js';
import { runServiceIn } from '../support/service-copy.js';

const SOURCES = [
  'console/src',
  'console/index.html',
  'console/vite.config.js',
  'src',
  'migrations',
  'scripts',
  'test/bench',
  'test/support',
  'package.json',
  'nest-cli.json',
];
const BUILD_TIMEOUT_MS = 240_000;

const folder = useFolder();

/** A copy of what a clone holds, in `name` below the working folder. */
function copyOf(name: string, paths: string[]): string {
  const copy = join(folder.path, name);
  for (const path of paths) cpSync(resolve(path), join(copy, path), { recursive: true });
  return copy;
}

function run(cwd: string, node: string, ...args: string[]) {
  const { PATH = '', HOME = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(node, args, { cwd, env: { PATH, HOME, PORT: '0' }, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** NaN where `node` is none. */
function majorOf(node: string): number {
  return parseInt(spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout);
}

/** A Node.js of this machine that is too old for the service, if there is one. */
function oldNode(): string | undefined {
  const candidates = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/bin', '/usr/bin'];
  return candidates.map((path) => join(path, 'node')).find((node) => majorOf(node) < 24);
}

describe('a clone under a path with letters beyond ASCII and a space', () => {
  it(
    'is built and started',
    async () => {
      const copy = copyOf('jörg x/日本', [...SOURCES, 'tsconfig.json', 'tsconfig.build.json']);
      symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
      const build = run(copy, process.execPath, 'scripts/build.js');
      expect(build).toMatchObject({ status: 0, stderr: '' });
      expect(await runServiceIn(copy)).toEqual({ ready: 200, document: 200, exitCode: 0 });
    },
    BUILD_TIMEOUT_MS,
  );
});

describe('an installation that lacks something says what, and which command mends it, in one line:', () => {
  it('no packages at all', () => {
    const copy = copyOf('without-packages', ['src/main.ts', 'scripts']);
    const stderr = 'The packages are not installed. Run "npm ci", then start again.\n';
    expect(run(copy, process.execPath, 'scripts/build.js')).toEqual({ status: 1, stdout: '', stderr });
    expect(run(copy, process.execPath, 'scripts/sales-agent.js', 'serve')).toEqual({ status: 1, stdout: '', stderr });
  });

  it('the tools to build', () => {
    const copy = copyOf('without-tools', ['src/main.ts', 'scripts']);
    mkdirSync(join(copy, 'node_modules'));
    expect(run(copy, process.execPath, 'scripts/build.js')).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^The tools to build are not installed, as after "npm ci --omit=dev"\..+"npm ci".+\n$/,
      ),
    });
  });

  it('one package', () => {
    const copy = copyOf('without-one', ['dist/server', 'package.json']);
    mkdirSync(join(copy, 'node_modules'));
    symlinkSync(resolve('node_modules/reflect-metadata'), join(copy, 'node_modules/reflect-metadata'));
    expect(run(copy, process.execPath, 'dist/server/main.js', 'serve')).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^The package \S+ is not installed\. Run "npm ci", then start again\.\n$/),
    });
  });

  const old = oldNode();
  (old === undefined ? it.skip : it)('a Node.js that is new enough', () => {
    expect(run(resolve('.'), old ?? '', 'dist/server/main.js', 'serve')).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^Sales Agent needs Node\.js 24 or newer, and this is .+ "npm rebuild" .+\n$/),
    });
  });
});
