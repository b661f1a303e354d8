import type { Readable } from 'node:stream';
import pg from 'pg';
import { paceReading } from './paced-reading.js';
import type { PreparedStatement } from './prepared-statement.js';
import { StalePlanError } from './database.errors.js';
import { runStatement } from './statement.js';

/** The only value of `require_auth` that is supported: the server proves that it knows the password, and never sees it. */
const SCRAM = 'scram-sha-256';

/** SQLSTATEs of a name that nothing, or something else, is prepared under: a pooler has changed the server process. */
const NAME_FAULTS = ['26000', '42P05'];
/** SQLSTATE, and place in the server, of a plan whose columns have another type by now, as after a migration. */
const UNSUPPORTED = '0A000';
const REVALIDATION = 'RevalidateCachedQuery';
/** Class of the SQLSTATEs of statements that do not fit the tables, and the one of them that has another reason. */
const MISFIT = '42';
const INSUFFICIENT_PRIVILEGE = '42501';

/** Age at which plans are made anew: a table may grow from nothing to a million rows before its statistics say so. */
const PLAN_LIFETIME_MS = 5_000;

/** What pg calls once a connection is ready for messages: when it is open, or encrypted. */
interface MessageListeners {
  attachListeners: (stream: Readable) => void;
}

/** What pg keeps of the statements that it has prepared over a connection: their texts by their names. */
interface PreparedNames {
  parsedStatements: Record<string, string | undefined>;
}

/**
 * A client that honours `require_auth=scram-sha-256` of its connection string, as libpq does: whatever has taken the
 * server's port gets neither the password nor a statement. Its results are read by turns. It prepares statements where no
 * pooler is in between.
 */
export class DatabaseClient extends pg.Client {
  private readonly requiresScram: boolean;
  /** Whether one server process serves it for as long as it lives; unknown before the first statement. */
  private isPreparing: boolean | undefined;
  /** When it last let go of the plans of prepared statements, by `performance.now()`. */
  private plannedAt = performance.now();
  /** What pg keeps of a SCRAM exchange: `null` once the server has proved itself. */
  declare private readonly saslSession: object | null | undefined;

  /** `isPaced: false` leaves the pace to the reader of the results, for a process that does nothing else. */
  constructor({ isPaced = true, ...config }: pg.ClientConfig & { isPaced?: boolean } = {}) {
    super(config);
    this.requiresScram = requiredAuthOf(config.connectionString) === SCRAM;
    const connection = this.connection as unknown as MessageListeners;
    const attach = connection.attachListeners.bind(connection);
    connection.attachListeners = (stream) => {
      attach(stream);
      if (isPaced) paceReading(stream);
    };
    this.connection.on('authenticationOk', () => {
      if (this.saslSession !== null) this.refuse();
    });
  }

  /**
   * Runs a statement under its name, or its text alone where nothing can stay prepared.
   * @throws StalePlanError if the server does not have it under this name, or not for the tables as they are; nothing was done
   * @throws what pg throws
   */
  async runPrepared({ text, name }: PreparedStatement, values: unknown[]): Promise<pg.QueryResult> {
    this.isPreparing ??= await this.hasOwnServer();
    if (!this.isPreparing) return runStatement(this, text, values);
    await this.dropOldPlans();
    const isKnown = (this.connection as unknown as PreparedNames).parsedStatements[name] !== undefined;
    try {
      return await runStatement(this, text, values, name);
    } catch (error) {
      if (!isStalePlan(error) && !(isKnown && isMisfit(error))) throw error;
      this.isPreparing = false;
      throw new StalePlanError(error);
    }
  }

  private async dropOldPlans(): Promise<void> {
    const now = performance.now();
    if (now - this.plannedAt < PLAN_LIFETIME_MS) return;
    this.plannedAt = now;
    await this.query('DISCARD PLANS');
  }

  /** Poolers make up the number of the process that they tell their clients when these connect. */
  private async hasOwnServer(): Promise<boolean> {
    const { rows } = await this.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return rows[0]?.pid === (this as unknown as { processID: number }).processID;
  }

  /** Called by pg when the server requests the password in clear. */
  _handleAuthCleartextPassword(message: unknown): void {
    if (!this.refuse()) passOn(this, '_handleAuthCleartextPassword', message);
  }

  /** Called by pg when the server requests an MD5 hash of the password, which is as good as the password itself. */
  _handleAuthMD5Password(message: unknown): void {
    if (!this.refuse()) passOn(this, '_handleAuthMD5Password', message);
  }

  private refuse(): boolean {
    const reason = 'The server did not prove that it knows the password; another program may have taken its port';
    if (!this.requiresScram) return false;
    // It may have sent that it is ready in the same packet.
    this.connection.removeAllListeners('readyForQuery');
    this.connection.stream.destroy(new Error(reason));
    return true;
  }
}

/** Whether the server refused the name or the plan of a statement, before it ran. */
function isStalePlan(error: unknown): boolean {
  const { code = '', routine } = error as { code?: string; routine?: string };
  return NAME_FAULTS.includes(code) || (code === UNSUPPORTED && routine === REVALIDATION);
}

/** Whether the server refused a statement for what it is. One that it took before fitted the tables as they were then. */
function isMisfit(error: unknown): boolean {
  const { code = '' } = error as { code?: string };
  return code.startsWith(MISFIT) && code !== INSUFFICIENT_PRIVILEGE;
}

function passOn(client: DatabaseClient, method: string, message: unknown): void {
  (Reflect.get(pg.Client.prototype, method) as (message: unknown) => void).call(client, message);
}

function requiredAuthOf(connectionString: string | undefined): string | null {
  const base = 'postgresql://localhost';
  return connectionString === undefined ? null : new URL(connectionString, base).searchParams.get('require_auth');
}
