#!/usr/bin/env node
// The command of the package: builds what is not built, and runs it with the Node.js that came with the packages. Nothing
// but MCP goes to stdout.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const USAGE = 'Usage: npx sales-agent mcp   serves MCP over stdin and stdout; docs/mcp.md tells how to connect clients';
const STDERR = 2;
// Where `npm start` runs too: both find the same .env and the same data.
const folder = dirname(dirname(fileURLToPath(import.meta.url)));

if (process.argv[2] !== 'mcp' || process.argv.length > 3) {
  console.error(USAGE);
  process.exit(2);
}
const pinned = join(folder, 'node_modules', 'node', 'bin', 'node');
const node = existsSync(pinned) ? pinned : process.execPath;
const build = spawnSync(node, ['scripts/build.js', '--if-needed'], { cwd: folder, stdio: ['ignore', STDERR, STDERR] });
if (build.status !== 0) process.exit(build.status ?? 1);
const server = spawn(node, ['--enable-source-maps', 'dist/scripts/mcp.js'], { cwd: folder, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
server.on('exit', (code) => process.exit(code ?? 1));
