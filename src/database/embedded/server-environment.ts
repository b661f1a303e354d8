import { environmentWith } from '../../config/environment.js';

/** What PostgreSQL and the programs that start it need. Everything else of ours, such as the keys of providers, it never gets. */
const NEEDED = ['PATH', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP'];

/** The environment of the embedded server. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return environmentWith(NEEDED);
}
