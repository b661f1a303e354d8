import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { prepared } from '../database/prepared-statement.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import type { IdempotencyKeyEntity } from './idempotency-key.entity.js';
import type { IdempotentAnswerEntity } from './idempotent-answer.entity.js';

/** A claim that is not granted yet; `holder` is its id. */
export interface PendingClaim {
  keyHash: Buffer;
  fingerprint: Buffer;
  holder: string;
}

/** The right to run a request. */
export interface Claim extends PendingClaim {
  workspace: WorkspaceId;
  operationId: string;
}

/** How a request succeeded; without a body, its answer cannot be given again. */
export interface Success {
  claim: Claim;
  status: number;
  leadId: string | null;
  body: Buffer | null;
  /** Whether it has to be on disk before the answer leaves. */
  durable: boolean;
}

/** A key as the database knows it. */
export interface KnownKey extends Pick<IdempotencyKeyEntity, 'keyHash' | 'fingerprint' | 'holder' | 'status'> {
  body: IdempotentAnswerEntity['body'] | null;
  expired: boolean;
}

/** For how long a success is replayed. */
const LIFETIME = `interval '24 hours'`;
/** A claim that is not renewed within this time may be taken over. */
const LEASE = `interval '5 seconds'`;
const IS_EXPIRED = `k.created_at < now() - ${LIFETIME} AND (k.status IS NOT NULL OR k.held_until < now())`;

const CLAIM = prepared(
  `INSERT INTO idempotency_keys AS k (workspace_id, key_hash, fingerprint, operation_id, holder, held_until)
   SELECT $1, key_hash, fingerprint, holder, holder, now() + ${LEASE}
   FROM unnest($2::bytea[], $3::bytea[], $4::uuid[]) AS pending (key_hash, fingerprint, holder),
     (SELECT set_config('synchronous_commit', 'off', true)) AS lazily
   ORDER BY key_hash
   ON CONFLICT ON CONSTRAINT pk_idempotency_keys DO UPDATE
   SET fingerprint = EXCLUDED.fingerprint, holder = EXCLUDED.holder, held_until = EXCLUDED.held_until,
       created_at = EXCLUDED.created_at,
       operation_id = CASE k.fingerprint WHEN EXCLUDED.fingerprint THEN k.operation_id ELSE EXCLUDED.operation_id END
   WHERE k.status IS NULL
     AND (k.holder IS NULL OR k.held_until < now() AND k.fingerprint = EXCLUDED.fingerprint)
   RETURNING holder, operation_id AS "operationId"`,
);
const FIND = prepared(
  `SELECT k.key_hash AS "keyHash", k.fingerprint, k.holder, k.status, ${IS_EXPIRED} AS expired,
     (SELECT a.body FROM idempotent_answers a WHERE a.workspace_id = $1 AND a.key_hash = k.key_hash) AS body
   FROM unnest($2::bytea[]) AS wanted (hash)
   CROSS JOIN LATERAL (
     SELECT * FROM idempotency_keys WHERE workspace_id = $1 AND key_hash = wanted.hash OFFSET 0
   ) AS k`,
);
const FINISH = prepared(
  `WITH success AS (
     SELECT success.*
     FROM unnest($2::bytea[], $3::uuid[], $4::smallint[], $5::uuid[], $6::bytea[])
         AS success (key_hash, operation_id, status, lead_id, body),
       (SELECT set_config('synchronous_commit', CASE WHEN $7 THEN current_setting('synchronous_commit') ELSE 'off' END,
         true)) AS lazily
   ), living AS (
     SELECT lead.id
     FROM (SELECT DISTINCT lead_id FROM success ORDER BY lead_id) AS made
     CROSS JOIN LATERAL (SELECT id FROM leads WHERE workspace_id = $1 AND id = made.lead_id FOR KEY SHARE) AS lead
   ), open AS (
     SELECT key.*
     FROM (SELECT key_hash FROM success ORDER BY key_hash) AS wanted
     CROSS JOIN LATERAL (
       SELECT key_hash, operation_id
       FROM idempotency_keys
       WHERE workspace_id = $1 AND key_hash = wanted.key_hash AND status IS NULL
       FOR NO KEY UPDATE
     ) AS key
   ), finished AS (
     UPDATE idempotency_keys k SET status = success.status
     FROM open JOIN success USING (key_hash, operation_id)
     WHERE k.workspace_id = $1 AND k.key_hash = open.key_hash
     RETURNING k.key_hash, success.lead_id, success.body
   )
   INSERT INTO idempotent_answers (workspace_id, key_hash, lead_id, body)
   SELECT $1, key_hash, lead_id, body
   FROM finished
   WHERE body IS NOT NULL AND (lead_id IS NULL OR lead_id IN (SELECT id FROM living))`,
);

/**
 * The keys, in statements that touch many rows at once. All of them lock rows in the order of their primary key, so that no
 * two wait for each other. Each row is looked up by its whole primary key, in a subquery of its own: without statistics,
 * as in a new database, PostgreSQL takes `= ANY` over an array for less selective than the workspace alone, and then reads
 * every row of the workspace.
 */
@Injectable()
export class IdempotencyKeysRepository {
  constructor(private readonly database: Database) {}

  /**
   * Takes those keys that are new, free, or left by a process that died in the middle of the same request; no key may come
   * twice. Commits asynchronously: the commit of what the request makes comes later and takes this one to disk with it, and
   * a claim of which nothing came of is no loss.
   * @returns the operation of each claim that is granted
   */
  async claim(workspace: WorkspaceId, claims: PendingClaim[]): Promise<Pick<Claim, 'holder' | 'operationId'>[]> {
    return this.database.write(CLAIM, [workspace, ...columnsOf(claims, 'keyHash', 'fingerprint', 'holder')]);
  }

  /** What is known of those keys that there are. */
  async find(workspace: WorkspaceId, keyHashes: Buffer[]): Promise<KnownKey[]> {
    return this.database.read(FIND, [workspace, keyHashes]);
  }

  /**
   * Keeps what was answered, without the answers that speak of leads which are gone meanwhile. It may commit
   * asynchronously: should PostgreSQL lose it, a repeat resumes the operation and meets what that has made.
   */
  async finish(workspace: WorkspaceId, successes: Success[]): Promise<void> {
    const claims = successes.map(({ claim }) => claim);
    await this.database.idempotentWrite(FINISH, [
      workspace,
      ...columnsOf(claims, 'keyHash', 'operationId'),
      ...columnsOf(successes, 'status', 'leadId', 'body'),
      successes.some(({ durable }) => durable),
    ]);
  }

  /** Frees a key after a failure. The operation stays, for a repeat that meets what the failed one has made. */
  async release({ workspace, keyHash, holder }: Claim): Promise<void> {
    await this.database.idempotentWrite(
      `UPDATE idempotency_keys k SET holder = NULL
       FROM (SELECT set_config('synchronous_commit', 'off', true)) AS lazily
       WHERE workspace_id = $1 AND key_hash = $2 AND holder = $3 AND status IS NULL`,
      [workspace, keyHash, holder],
    );
  }

  /** Renews the leases of `claims`. */
  async renew(claims: Claim[]): Promise<void> {
    await this.database.idempotentWrite(
      `UPDATE idempotency_keys k SET held_until = now() + ${LEASE}
       FROM (
         SELECT key.*
         FROM (
           SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::uuid[]) AS claim (workspace_id, key_hash, holder)
           ORDER BY workspace_id, key_hash
         ) AS claim
         CROSS JOIN LATERAL (
           SELECT workspace_id, key_hash
           FROM idempotency_keys
           WHERE workspace_id = claim.workspace_id AND key_hash = claim.key_hash AND holder = claim.holder
             AND status IS NULL
           FOR NO KEY UPDATE
         ) AS key
       ) AS held,
       (SELECT set_config('synchronous_commit', 'off', true)) AS lazily
       WHERE k.workspace_id = held.workspace_id AND k.key_hash = held.key_hash`,
      columnsOf(claims, 'workspace', 'keyHash', 'holder'),
    );
  }

  /** Deletes a key if it has expired. */
  async deleteExpired(workspace: WorkspaceId, keyHash: Buffer): Promise<void> {
    await this.database.idempotentWrite(
      `DELETE FROM idempotency_keys k WHERE workspace_id = $1 AND key_hash = $2 AND ${IS_EXPIRED}`,
      [workspace, keyHash],
    );
  }

  /**
   * Deletes, in every workspace, at most `limit` expired keys.
   * @returns how many there were
   */
  async deleteManyExpired(limit: number): Promise<number> {
    const [row] = await this.database.write<{ count: number }>(
      `WITH deleted AS (
         DELETE FROM idempotency_keys WHERE (workspace_id, key_hash) IN (
           SELECT workspace_id, key_hash FROM idempotency_keys k WHERE ${IS_EXPIRED}
           ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING 1
       ) SELECT count(*)::int AS count FROM deleted`,
      [limit],
    );
    return row?.count ?? 0;
  }
}

/** One array a column, as `unnest` takes them. */
function columnsOf<Row, Name extends keyof Row>(rows: Row[], ...names: Name[]): Row[Name][][] {
  return names.map((name) => rows.map((row) => row[name]));
}
