// Writes the types of the API, as openapi.json has it, for the web console; they are not part of the repository.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Beside a TypeScript of its own version, npm puts it into the workspace. */
const PACKAGE = 'openapi-typescript/bin/cli.js';
const cli = ['console/node_modules', 'node_modules']
  .map((folder) => `${folder}/${PACKAGE}`)
  .find((path) => existsSync(path));
if (cli === undefined) {
  console.error('openapi-typescript is not installed. Run "npm ci".');
  process.exit(1);
}
const options = ['--default-non-nullable=false', '-o', 'console/src/api/schema.d.ts'];
process.exitCode =
  spawnSync(process.execPath, [cli, 'openapi.json', ...options], { stdio: ['ignore', 'ignore', 'inherit'] }).status ??
  1;
