import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { AccessSettings } from '../access.settings.js';
import { hashOf } from './api-keys.repository.js';
import { ConsoleSessionEntity } from './console-session.entity.js';

/** A session that is to be stored. */
export type NewConsoleSession = Pick<ConsoleSessionEntity, 'id' | 'keyId'> & { secret: string };

/** A session without its hash. */
export type ConsoleSession = Omit<ConsoleSessionEntity, 'hash'>;

const PREFIX = 'sa_session_';
const RANDOM_BYTES = 32;
const FORM = /^sa_session_[A-Za-z0-9_-]{43}$/;

const table = new EntityTable(ConsoleSessionEntity, ['hash']);

@Injectable()
export class ConsoleSessionsRepository {
  constructor(
    private readonly database: Database,
    private readonly settings: AccessSettings,
  ) {}

  /** Stores a session, and ends the oldest ones of the key beyond `CONSOLE_SESSIONS_PER_KEY`. */
  async insert(workspace: WorkspaceId, { secret, ...session }: NewConsoleSession): Promise<void> {
    const { sql, values } = table.insertion({ workspaceId: workspace, ...session, hash: hashOf(secret) });
    await this.database.idempotentTransaction(async (query) => {
      await query(
        `INSERT INTO console_sessions ${sql} ON CONFLICT ON CONSTRAINT pk_console_sessions DO NOTHING`,
        values,
      );
      // Many sign-ins at once end the same ones: those that another is about to end are left to it.
      await query(
        `DELETE FROM console_sessions WHERE workspace_id = $1 AND id IN (
           SELECT id FROM console_sessions WHERE workspace_id = $1 AND id IN (
             SELECT id FROM console_sessions WHERE workspace_id = $1 AND key_id = $2
             ORDER BY created_at DESC, id DESC OFFSET $3
           ) FOR UPDATE SKIP LOCKED
         )`,
        [workspace, session.keyId, this.settings.consoleSessionsPerKey],
      );
    });
  }

  /** The session with this hash, of any workspace, unless it was idle for too long. */
  async findByHash(hash: Buffer): Promise<ConsoleSession | undefined> {
    const [session] = await this.database.read<ConsoleSession>(
      `SELECT ${table.columns} FROM console_sessions WHERE hash = $1 AND used_at > now() - make_interval(hours => $2)`,
      [hash, this.settings.consoleSessionIdleHours],
    );
    return session;
  }

  async touch(workspace: WorkspaceId, id: string): Promise<void> {
    await this.database.idempotentWrite(
      'UPDATE console_sessions SET used_at = now() WHERE workspace_id = $1 AND id = $2',
      [workspace, id],
    );
  }

  /** Ends a session. Idempotent. */
  async delete(workspace: WorkspaceId, id: string): Promise<void> {
    await this.database.idempotentWrite('DELETE FROM console_sessions WHERE workspace_id = $1 AND id = $2', [
      workspace,
      id,
    ]);
  }

  /**
   * Deletes sessions that were idle for too long.
   * @returns how many, `limit` at most
   */
  async deleteManyIdle(limit: number): Promise<number> {
    const deleted = await this.database.idempotentWrite(
      `DELETE FROM console_sessions WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM console_sessions WHERE used_at <= now() - make_interval(hours => $1)
         ORDER BY used_at LIMIT $2 FOR UPDATE SKIP LOCKED
       )) RETURNING id`,
      [this.settings.consoleSessionIdleHours, limit],
    );
    return deleted.length;
  }
}

/** What the cookie of a new session holds: `sa_session_` and 32 random bytes in base64url. */
export function newSessionSecret(): string {
  return PREFIX + randomBytes(RANDOM_BYTES).toString('base64url');
}

export function isWellFormedSession(text: string): boolean {
  return FORM.test(text);
}
