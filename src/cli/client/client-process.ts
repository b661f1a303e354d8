import { keepSecret } from '../../config/secret-values.js';
import { HttpSettings } from '../../http/http.settings.js';
import { UsageError } from '../cli.errors.js';
import { type CommandProcess, runProcess } from '../run-process.js';
import { ClientSettings } from './client.settings.js';
import { ServiceClient } from './service-client.js';

/** Which service a command talks to; the settings fill what is left out. */
export interface ServiceOptions {
  url?: string;
  key?: string;
}

/** Ends the process with this code, where everything ran but not everything came out well. */
export const PARTLY = 3;

/**
 * Runs a command against a service, and ends the process: with 0 when it is done, 1 when it failed or was stopped, or the
 * `process.exitCode` that the command sets.
 * @throws UsageError
 */
export function runClient(
  options: ServiceOptions,
  command: (client: ServiceClient, running: CommandProcess) => Promise<void>,
): Promise<never> {
  const { url: given } = options;
  if (given !== undefined && !(/^https?:\/\//.test(given) && URL.canParse(given))) {
    throw new UsageError('--url must be an http or https URL');
  }
  return runProcess((running) => {
    const stop = new AbortController();
    void running.signals.stop.then(() => {
      stop.abort();
    });
    const settings = running.settings.get(ClientSettings);
    const { host, port } = running.settings.get(HttpSettings);
    const url = given ?? settings.url ?? `http://${localHost(host)}:${port}`;
    const key = options.key ?? settings.apiKey;
    if (key !== undefined) keepSecret(key);
    return command(new ServiceClient(url.replace(/\/+$/, ''), key, stop.signal), running);
  });
}

/** Where a service that listens on `host` is reached from its own machine. */
function localHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
