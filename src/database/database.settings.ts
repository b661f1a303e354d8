import { IsOptional } from 'class-validator';
import {
  ChoiceSetting,
  FileSetting,
  FlagSetting,
  IntegerSetting,
  SecretSetting,
  TextSetting,
} from '../config/setting.decorators.js';
import { CONNECTION_STRING_RULE, isConnectionString } from './connection-string.js';

export const SSL_MODES = ['disable', 'require', 'no-verify', 'verify-ca', 'verify-full'] as const;

/** Which PostgreSQL, and how it is used. */
export class DatabaseSettings {
  static readonly title = 'Database';

  @SecretSetting(
    'DATABASE_URL',
    'Connection string of a PostgreSQL >= 15, such as `postgresql://user:password@host:5432/database`. Unset, the service ' +
      'starts an embedded PostgreSQL under `DATA_DIR`.',
    isConnectionString,
    CONNECTION_STRING_RULE,
  )
  readonly url?: string;

  @ChoiceSetting(
    'DB_SSL',
    'TLS to the database: `disable`; `require`, or `no-verify`, encrypts and trusts any certificate; `verify-ca` checks who ' +
      'signed it; `verify-full` checks its host name too. It wins over `sslmode` in `DATABASE_URL`, which decides if it is unset.',
    SSL_MODES,
  )
  @IsOptional()
  readonly sslMode?: (typeof SSL_MODES)[number];

  @FileSetting(
    'DB_SSL_CA',
    "File with the certificate of the authority that signed the database's, in PEM. With it `DB_SSL` is `verify-full` if unset.",
  )
  readonly sslCaFile?: string;

  @TextSetting('DATA_DIR', 'Folder of the embedded PostgreSQL: its data, password and log.', /^[^\0]+$/, 'be a path')
  readonly dataDir: string = './data';

  @IntegerSetting(
    'EMBEDDED_POSTGRES_PORT',
    'Port of the embedded PostgreSQL; if it is in use, a free one is taken.',
    1_024,
    65_535,
  )
  readonly embeddedPort: number = 54_329;

  @IntegerSetting(
    'EMBEDDED_POSTGRES_LOG_KIB',
    'Size of `postgres.log` in `DATA_DIR`, in KiB, at which its older half is dropped.',
    16,
    1_048_576,
  )
  readonly embeddedLogKib: number = 1_024;

  @FlagSetting(
    'MIGRATE_ON_START',
    'Runs pending migrations at the start. If not, run them with `npx sales-agent migrate run`.',
  )
  readonly migrateOnStart: boolean = true;

  @IntegerSetting(
    'DB_POOL_SIZE',
    'Connections that the pool keeps open once it needed them. This plus `DB_MAX_OVERFLOW` plus 1, times the replicas, ' +
      "must stay below the server's `max_connections`.",
    1,
    500,
  )
  readonly poolSize: number = 5;

  @IntegerSetting('DB_MAX_OVERFLOW', 'Connections that the pool opens in addition under load.', 0, 500)
  readonly maxOverflow: number = 10;

  @IntegerSetting(
    'DB_POOL_TIMEOUT_SECONDS',
    'Longest wait for a connection, or for a database that is away, in seconds; then the answer is 503.',
    1,
    300,
  )
  readonly poolTimeoutSeconds: number = 10;

  @IntegerSetting('DB_CONNECT_TIMEOUT_SECONDS', 'Time to open a connection, in seconds.', 1, 60)
  readonly connectTimeoutSeconds: number = 3;

  @IntegerSetting('DB_POOL_RECYCLE_SECONDS', 'Age at which a connection is replaced, in seconds.', 1, 86_400)
  readonly poolRecycleSeconds: number = 3_600;

  @IntegerSetting('DB_STATEMENT_TIMEOUT_SECONDS', 'Time for one statement, in seconds.', 1, 3_600)
  readonly statementTimeoutSeconds: number = 30;

  /** Most connections that the pool opens. */
  get maxConnections(): number {
    return this.poolSize + this.maxOverflow;
  }
}
