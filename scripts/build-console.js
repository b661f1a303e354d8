// Builds the web console into dist/console, with each file compressed beside it. Types are checked elsewhere.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const FOLDER = 'dist/console';
const TOOLS = ['vite', 'preact', '@preact/signals', 'openapi-fetch'];
const COMPRESSED = new Set(['.html', '.js', '.css', '.svg']);

/** What the build lacks, in one line with the command that mends it; `undefined` if nothing. */
export function missingConsoleTools() {
  const missing = TOOLS.filter((name) => !existsSync(join('node_modules', name)));
  if (missing.length === 0) return undefined;
  return `The web console is not built: ${missing.join(', ')} not installed. Run "npm ci" to have it.`;
}

export async function buildConsole() {
  const { build } = await import('vite');
  await build({ configFile: 'console/vite.config.js', logLevel: 'warn' });
  for (const entry of readdirSync(FOLDER, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && COMPRESSED.has(extname(entry.name))) compress(join(entry.parentPath, entry.name));
  }
}

function compress(path) {
  const content = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
}
