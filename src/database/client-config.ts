import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type pg from 'pg';
import type { DatabaseSettings } from './database.settings.js';

type TlsSettings = Pick<DatabaseSettings, 'url' | 'sslMode' | 'sslCaFile'>;

/** What a connection string says of TLS, which DB_SSL replaces. */
const TLS_PARAMETERS = ['ssl', 'sslmode', 'sslrootcert', 'uselibpqcompat'];

/** Where every connection leads, and how it is encrypted. */
export function clientConfig(
  url: string,
  settings: TlsSettings,
): Pick<pg.ClientConfig, 'ssl'> & { connectionString: string } {
  const { sslMode: mode = settings.sslCaFile === undefined ? undefined : 'verify-full' } = settings;
  // The embedded server listens on loopback only, and has no certificate.
  if (mode === undefined || settings.url === undefined) return { connectionString: url };
  const plain = new URL(url);
  for (const name of TLS_PARAMETERS) plain.searchParams.delete(name);
  return { connectionString: plain.href, ssl: mode === 'disable' ? false : tlsOptions(mode, settings) };
}

function tlsOptions(mode: string, { sslCaFile }: TlsSettings): ConnectionOptions {
  const ca = sslCaFile === undefined ? {} : { ca: readFileSync(sslCaFile, 'utf8') };
  if (mode === 'verify-full') return { ...ca, rejectUnauthorized: true };
  if (mode === 'verify-ca') return { ...ca, rejectUnauthorized: true, checkServerIdentity: () => undefined };
  return { rejectUnauthorized: false };
}
