// Builds only when a source is newer than the last build, so that a start from built code is quick.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STAMP = 'dist/.built';
const SOURCES = [
  'src',
  'migrations',
  'scripts',
  'test/bench',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
];

function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

// An image holds what was built and no sources.
const sources = SOURCES.filter((path) => existsSync(path));
const isBuilt = existsSync(STAMP) && sources.every((path) => newest(path) <= statSync(STAMP).mtimeMs);
if (!isBuilt && existsSync('src')) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(STAMP, '');
}
