// Builds the project; of several processes, one builds and the others wait. With --if-needed it does so only when a source
// is newer than the last build, so that a start from built code is quick.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildConsole, missingConsoleTools } from './build-console.js';
import { decodeImports } from './decode-imports.js';

const STAMP = 'dist/.built';
/** Not within its folder, whose files are served. */
const CONSOLE_STAMP = 'dist/.console-built';
/** Holds the id of the process that builds. */
const LOCK = 'node_modules/.building';
const PAUSE_MS = 200;
const NEST = 'node_modules/@nestjs/cli/bin/nest.js';
const DOCUMENT = 'dist/scripts/write-served-document.js';
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
const CONSOLE_SOURCES = ['console/src', 'console/index.html', 'console/vite.config.js', 'scripts/build-console.js'];

// An image holds what was built and no sources.
if (existsSync('src') && !isDone()) {
  await takeLock();
  try {
    // Another process may have built it meanwhile.
    if (!isDone()) await build();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function isDone() {
  return process.argv.includes('--if-needed') && isServiceBuilt() && isConsoleBuilt();
}

function isServiceBuilt() {
  return isNewer(STAMP, SOURCES);
}

/** A console that is not there, or cannot be built, is none; the service works without. */
function isConsoleBuilt() {
  return !existsSync('console') || missingConsoleTools() !== undefined || isNewer(CONSOLE_STAMP, CONSOLE_SOURCES);
}

function isNewer(stamp, sources) {
  const present = sources.filter((path) => existsSync(path));
  return existsSync(stamp) && present.every((path) => newest(path) <= statSync(stamp).mtimeMs);
}

function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

async function build() {
  const all = !process.argv.includes('--if-needed');
  if (all || !isServiceBuilt()) await buildService();
  if (process.exitCode) return;
  if (!existsSync('console')) return;
  const missing = missingConsoleTools();
  if (missing !== undefined) console.error(missing);
  else if (all || !isConsoleBuilt()) await built(CONSOLE_STAMP, buildConsole);
}

/** What changes during `work` may not be in it. */
async function built(stamp, work) {
  const startedAt = new Date();
  await work();
  writeFileSync(stamp, '');
  utimesSync(stamp, startedAt, startedAt);
}

async function buildService() {
  const missing = missingTools();
  if (missing !== undefined) {
    console.error(missing);
    process.exitCode = 1;
    return;
  }
  const startedAt = new Date();
  // Not by npm, which desktop clients often do not find.
  const { status } = spawnSync(process.execPath, [NEST, 'build'], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
  if (status !== 0) return;
  decodeImports(process.cwd(), resolve('dist'));
  // Only here, since without tools to build there may be no bundler either.
  await (await import('./bundle.js')).bundle();
  if (spawnSync(process.execPath, [DOCUMENT], { stdio: 'inherit' }).status !== 0) {
    process.exitCode = 1;
    return;
  }
  writeFileSync(STAMP, '');
  // What changed meanwhile may not be in it.
  utimesSync(STAMP, startedAt, startedAt);
}

/** What a build lacks, in one line with the command that mends it. */
function missingTools() {
  if (!existsSync('node_modules')) return 'The packages are not installed. Run "npm ci", then start again.';
  if (existsSync(NEST)) return undefined;
  return 'The tools to build are not installed, as after "npm ci --omit=dev". Run "npm ci", or bring a built dist along.';
}

async function takeLock() {
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      // Without packages there is nothing to build with, and build() says so.
      if (error.code === 'ENOENT') return;
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
