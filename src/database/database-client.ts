import type { Readable } from 'node:stream';
import pg from 'pg';
import { paceReading } from './paced-reading.js';

/** The only value of `require_auth` that is supported: the server proves that it knows the password, and never sees it. */
const SCRAM = 'scram-sha-256';

/** What pg calls once a connection is ready for messages: when it is open, or encrypted. */
interface MessageListeners {
  attachListeners: (stream: Readable) => void;
}

/**
 * A client that honours `require_auth=scram-sha-256` of its connection string, as libpq does: whatever has taken the
 * server's port gets neither the password nor a statement. Its results are read by turns.
 */
export class DatabaseClient extends pg.Client {
  private readonly requiresScram: boolean;
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

function passOn(client: DatabaseClient, method: string, message: unknown): void {
  (Reflect.get(pg.Client.prototype, method) as (message: unknown) => void).call(client, message);
}

function requiredAuthOf(connectionString: string | undefined): string | null {
  const base = 'postgresql://localhost';
  return connectionString === undefined ? null : new URL(connectionString, base).searchParams.get('require_auth');
}
