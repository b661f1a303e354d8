// Builds the project; of several processes, one builds and the others wait. With --if-needed it does so only when a source
// is newer than the last build, so that a start from built code is quick.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const STAMP = 'dist/.built';
/** Holds the id of the process that builds. */
const LOCK = 'node_modules/.building';
const PAUSE_MS = 200;
const SOURCES = [
  'src',
  'migrations',
  'scripts',
  'test/bench',
  'test/support/rows',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
];

// An image holds what was built and no sources.
if (existsSync('src') && !isDone()) {
  await takeLock();
  try {
    // Another process may have built it meanwhile.
    if (!isDone()) build();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function isDone() {
  return process.argv.includes('--if-needed') && isBuilt();
}

function isBuilt() {
  const sources = SOURCES.filter((path) => existsSync(path));
  return existsSync(STAMP) && sources.every((path) => newest(path) <= statSync(STAMP).mtimeMs);
}

function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function build() {
  const startedAt = new Date();
  // Not by npm, which desktop clients often do not find.
  const { status } = spawnSync(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build'], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
  if (status !== 0) return;
  writeFileSync(STAMP, '');
  // What changed meanwhile may not be in it.
  utimesSync(STAMP, startedAt, startedAt);
}

async function takeLock() {
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned()) rmSync(LOCK, { force: true });
    else await sleep(PAUSE_MS);
  }
}

/** Whether the process that took the lock is gone; one that was killed cannot give it back. */
function isAbandoned() {
  try {
    process.kill(Number(readFileSync(LOCK, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
