import { describe, expect, it } from 'vitest';
import { SETTING_GROUPS } from '../app.settings.js';
import { settingsOf } from './setting.decorators.js';
import { findUnknownKeys } from './unknown-keys.js';

const KEYS = SETTING_GROUPS.flatMap((group) => settingsOf(group).map(({ key }) => key));

describe('unknown keys', () => {
  it.each([
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['DATABASEURL', 'DATABASE_URL'],
    ['database_url', 'DATABASE_URL'],
    ['CEREBRAS_APIKEY', 'CEREBRAS_API_KEY'],
    ['REQUIRE_API_KEYS', 'REQUIRE_API_KEY'],
    ['DB_POLO_SIZE', 'DB_POOL_SIZE'],
    ['LOGLEVEL', 'LOG_LEVEL'],
  ])('name the setting that %s is meant for', (key, meant) => {
    expect(findUnknownKeys([key], KEYS)).toEqual([{ key, meant }]);
  });

  it('with the first word of our settings are named too', () => {
    expect(findUnknownKeys(['DB_MAXIMUM'], KEYS)).toEqual([{ key: 'DB_MAXIMUM' }]);
  });

  it.each([
    ...KEYS,
    ...[
      'PATH',
      'HOME',
      'HOSTNAME',
      'HOSTTYPE',
      'PORTS',
      'PWD',
      'PGUSER',
      'PGPASSWORD',
      'NODE_ENV',
      'NODE_OPTIONS',
      'TZ',
    ],
    ...[
      'RUNPOD_POD_HOSTNAME',
      'RUNPOD_ENDPOINT_ID',
      'POSTGRES_USER',
      'npm_config_cache',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
    ],
    ...['KUBERNETES_SERVICE_HOST', 'DEBIAN_FRONTEND', 'LC_ALL', 'JAVA_HOME', '\u{10ffff}'.repeat(2_000)],
  ])('do not include %s', (key) => {
    expect(findUnknownKeys([key], KEYS)).toEqual([]);
  });
});
