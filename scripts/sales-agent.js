#!/usr/bin/env node
// The command of the package: builds what is not built, and runs it with the Node.js that came with the packages. The
// output of the build goes to stderr, since `mcp` speaks over stdout.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const STDERR = 2;
// Where `npm start` runs too: both find the same .env and the same data.
const folder = dirname(dirname(fileURLToPath(import.meta.url)));

const pinned = join(folder, 'node_modules', 'node', 'bin', 'node');
const node = existsSync(pinned) ? pinned : process.execPath;
const build = spawnSync(node, ['scripts/build.js', '--if-needed'], { cwd: folder, stdio: ['ignore', STDERR, STDERR] });
if (build.status !== 0) process.exit(build.status ?? 1);
// The service gives back the memory that its start took, for which it needs `gc`.
const args = ['--expose-gc', 'dist/server/main.js', ...process.argv.slice(2)];
// Paths of files are the caller's, as npm passes them on.
const env = { ...process.env, INIT_CWD: process.cwd() };
const command = spawn(node, args, { cwd: folder, env, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => command.kill(signal));
command.on('exit', (code) => process.exit(code ?? 1));
