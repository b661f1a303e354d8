import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../../config/configuration.error.js';
import type { Settings } from '../../config/settings.js';
import type { DatabaseReport } from '../../database/database-facts.js';
import { DatabaseSettings } from '../../database/database.settings.js';
import { toRefusal } from '../../database/setup-faults.js';
import { schema } from '../../schema.js';
import { type Finding, Findings } from './finding.js';

const OLDEST_VERSION = 15;
/** One for the health probes of each replica. */
const PROBE_CONNECTIONS = 1;
const SLOW_MS = 50;

/** Whether there is an embedded database to look at; the first start makes it, and `doctor` does not. */
export function hasDatabase(settings: Settings): boolean {
  const { url, dataDir } = settings.get(DatabaseSettings);
  return url !== undefined || existsSync(join(dataDir, 'postgres', 'PG_VERSION'));
}

/** Why the database cannot be reached. */
export function unreachable(error: unknown): Finding[] {
  const findings = new Findings('database');
  const refusal = error instanceof ConfigurationError ? error : toRefusal(error);
  const message = (refusal ?? (error as Error)).message || String((error as NodeJS.ErrnoException).code);
  const advice = 'Check DATABASE_URL, whether the server runs, and the network to it; docs/database.md has its rules.';
  return findings.fault(refusal === undefined ? `It cannot be reached: ${message}` : message, advice).all;
}

/** What the service needs of the server and the database. */
export function checkDatabase(report: DatabaseReport, settings: Settings): Finding[] {
  const database = settings.get(DatabaseSettings);
  return [
    ...checkServer(report),
    ...checkSchema(report, database.migrateOnStart),
    ...checkConnections(report, database),
    ...checkTimeouts(report, database),
  ];
}

function checkServer(report: DatabaseReport): Finding[] {
  const findings = new Findings('database');
  const { version, major, encoding, roundTripMs } = report;
  if (major < OLDEST_VERSION) {
    findings.fault(`PostgreSQL ${version} is too old`, `Use PostgreSQL ${OLDEST_VERSION} or newer.`);
  }
  if (encoding !== 'UTF8') {
    findings.fault(`Its encoding is ${encoding}`, "CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0.");
  }
  if (report.isReadOnly) {
    findings.fault('It accepts no writes', 'DATABASE_URL must lead to the primary, and not to a standby.');
  }
  if (!report.isDurable) {
    findings.warning('fsync or synchronous_commit is off', 'Switch both on: a crash loses what was acknowledged.');
  }
  if (roundTripMs > SLOW_MS) {
    findings.warning(
      `It answers in ${roundTripMs} ms`,
      'Run the service near to it: every request makes several queries.',
    );
  }
  if (findings.all.length > 0) return findings.all;
  return findings.ok(`PostgreSQL ${version} answers in ${roundTripMs} ms`).all;
}

function checkSchema(report: DatabaseReport, migratesOnStart: boolean): Finding[] {
  const findings = new Findings('migrations');
  const known = schema.migrations.map(({ name }) => name);
  const pending = known.filter((name) => !report.executed.has(name));
  const unknown = [...report.executed].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    findings.warning(`A newer version has migrated it (${unknown.join(', ')})`, 'Run that version.');
  }
  if (pending.length > 0) pendingMigrations(findings, report, pending.length, migratesOnStart);
  if (report.closedTables.length > 0) {
    const advice = 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ... as their owner.';
    findings.fault(`Its user may not use ${report.closedTables.join(', ')}`, advice);
  }
  if (report.invalidIndexes.length > 0) {
    const advice =
      'Start the service or run "npx sales-agent migrate run": what was interrupted is built again; else REINDEX.';
    findings.warning(`Indexes are not complete: ${report.invalidIndexes.join(', ')}`, advice);
  }
  return findings.all.length > 0 ? findings.all : findings.ok(`All ${known.length} have run`).all;
}

function pendingMigrations(findings: Findings, report: DatabaseReport, count: number, migratesOnStart: boolean): void {
  const text = `${count} are pending`;
  if (!report.hasExtension) {
    findings.fault(
      `${text}, and the extension pg_trgm is missing`,
      "Install PostgreSQL's contrib package on the server.",
    );
  } else if (!report.mayCreate || !report.mayCreateInSchema) {
    const advice = 'GRANT CREATE ON DATABASE and ON SCHEMA public to the user, or migrate as the owner.';
    findings.fault(`${text}, and the user may not create what they need`, advice);
  } else if (migratesOnStart) {
    findings.warning(text, 'The next start runs them; back up first (docs/backup.md).');
  } else {
    findings.fault(text, 'Back up, then run "npx sales-agent migrate run" (MIGRATE_ON_START is false).');
  }
}

function checkConnections({ connections, used }: DatabaseReport, settings: DatabaseSettings): Finding[] {
  const findings = new Findings('connections');
  const own = settings.maxConnections + PROBE_CONNECTIONS;
  const replicas = Math.floor(connections / own);
  const text = `A replica opens at most ${own}; the server accepts ${connections}, of which ${used} are in use`;
  const advice = 'Lower DB_POOL_SIZE and DB_MAX_OVERFLOW, raise max_connections, or put PgBouncer between.';
  if (replicas === 0) return findings.fault(text, advice).all;
  if (connections - used < own)
    return findings.warning(text, `Another replica may not get all of its own. ${advice}`).all;
  return findings.ok(`${text}: enough for ${replicas} such replicas`).all;
}

/** A time-out of the server that is shorter than ours ends statements that we wait for; behind a pooler ours is not set. */
function checkTimeouts({ isPooled, statementTimeoutMs }: DatabaseReport, settings: DatabaseSettings): Finding[] {
  const findings = new Findings('time-outs');
  const own = settings.statementTimeoutSeconds * 1_000;
  if (!isPooled) return findings.ok(`Statements end after ${own / 1_000} s`).all;
  if (statementTimeoutMs > 0 && statementTimeoutMs <= own) {
    return findings.ok(`Behind a pooler, statements end after ${statementTimeoutMs / 1_000} s`).all;
  }
  const advice = `ALTER ROLE ... SET statement_timeout = '${own / 1_000}s', since poolers do not pass ours on.`;
  return findings.warning('A pooler is in front of the server, and statements have no time-out there', advice).all;
}
