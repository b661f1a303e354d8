import { FlagSetting, IntegerSetting, TextSetting } from '../config/setting.decorators.js';

/** Which PostgreSQL to use, and how. */
export class DatabaseSettings {
  /** Connection string of a PostgreSQL >= 15. Unset, the service starts an embedded one under `DATA_DIR`. */
  @TextSetting('DATABASE_URL', /^postgres(ql)?:\/\/\S+$/, 'be a postgresql:// connection string')
  readonly url?: string;

  /** Folder of the embedded server's data and password. */
  @TextSetting('DATA_DIR', /^[^\0]+$/, 'be a path')
  readonly dataDir: string = './data';

  /** Preferred port of the embedded server; if it is in use, a free one is chosen. */
  @IntegerSetting('EMBEDDED_POSTGRES_PORT', 1_024, 65_535)
  readonly embeddedPort: number = 54_329;

  /** Whether pending migrations run at start. */
  @FlagSetting('MIGRATE_ON_START')
  readonly migrateOnStart: boolean = true;

  /** Connections that the pool keeps open. */
  @IntegerSetting('DB_POOL_SIZE', 1, 500)
  readonly poolSize: number = 5;

  /** Additional connections that the pool opens under load. */
  @IntegerSetting('DB_MAX_OVERFLOW', 0, 500)
  readonly maxOverflow: number = 10;

  /** Longest wait for a connection, or for a database that is away, in seconds. */
  @IntegerSetting('DB_POOL_TIMEOUT_SECONDS', 1, 300)
  readonly poolTimeoutSeconds: number = 10;

  /** Longest time to open one connection, in seconds. */
  @IntegerSetting('DB_CONNECT_TIMEOUT_SECONDS', 1, 60)
  readonly connectTimeoutSeconds: number = 3;

  /** Age at which a connection is replaced, in seconds. */
  @IntegerSetting('DB_POOL_RECYCLE_SECONDS', 1, 86_400)
  readonly poolRecycleSeconds: number = 3_600;

  /** Longest run of one statement, in seconds. */
  @IntegerSetting('DB_STATEMENT_TIMEOUT_SECONDS', 1, 3_600)
  readonly statementTimeoutSeconds: number = 30;
}
