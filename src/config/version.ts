import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';

/** package.json lies two folders up from the sources, three from what is built of them. */
function readVersion(): string {
  const require = createRequire(import.meta.url);
  const path = ['../../package.json', '../../../package.json'].find((one) => existsSync(new URL(one, import.meta.url)));
  if (path === undefined) throw new Error('package.json is missing');
  return (require(path) as { version: string }).version;
}

/** The version of this service, as package.json has it. */
export const VERSION = readVersion();
