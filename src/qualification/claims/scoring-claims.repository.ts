import { Injectable } from '@nestjs/common';
import { Database, onlyRow, type Query } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import { prepared } from '../../database/prepared-statement.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { LeadEntity } from '../../leads/lead.entity.js';

/** The right to ask a model about a lead, until it is released or not renewed. */
export interface ScoringClaim {
  workspace: WorkspaceId;
  leadId: string;
  qualificationId: string;
}

/** A claim that is not renewed within this time may be taken over. */
const LEASE = `interval '5 seconds'`;
const leads = new EntityTable(LeadEntity);
const TAKE = prepared(
  `WITH claimed AS (
     INSERT INTO scoring_claims AS c (workspace_id, lead_id, qualification_id, held_until)
     SELECT workspace_id, id, $3, clock_timestamp() + ${LEASE} FROM leads WHERE workspace_id = $1 AND id = $2
     ON CONFLICT ON CONSTRAINT pk_scoring_claims DO UPDATE SET
       qualification_id = CASE WHEN c.held_until < clock_timestamp() THEN EXCLUDED.qualification_id ELSE c.qualification_id END,
       held_until = CASE WHEN c.held_until < clock_timestamp() OR c.qualification_id = EXCLUDED.qualification_id
         THEN EXCLUDED.held_until ELSE c.held_until END
     RETURNING qualification_id AS holder
   ), started AS (
     UPDATE leads SET status = 'qualifying', updated_at = GREATEST(created_at, clock_timestamp())
     WHERE workspace_id = $1 AND id = $2 AND EXISTS (SELECT FROM claimed WHERE holder = $3)
     RETURNING ${leads.columns}
   )
   SELECT claimed.holder, started.* FROM claimed LEFT JOIN started ON true`,
);
const RELEASE = prepared(
  'DELETE FROM scoring_claims WHERE workspace_id = $1 AND lead_id = $2 AND qualification_id = $3',
);

@Injectable()
export class ScoringClaimsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Takes the claim of a lead that no request holds, and shows that the lead is being scored.
   * @returns whose claim it is now, and, if it is this one, the lead as it is; `undefined` if there is no such lead
   */
  async take({
    workspace,
    leadId,
    qualificationId,
  }: ScoringClaim): Promise<{ holder: string; lead: LeadEntity | undefined } | undefined> {
    const [row] = await this.database.idempotentWrite<LeadEntity & { holder: string }>(TAKE, [
      workspace,
      leadId,
      qualificationId,
    ]);
    if (row === undefined) return undefined;
    const { holder, ...lead } = row;
    return { holder, lead: holder === qualificationId ? lead : undefined };
  }

  /**
   * Takes the claims of many leads, in the caller's transaction; those that others hold are left out.
   * @returns the leads whose claims it has now
   */
  async takeAll(query: Query, claims: readonly ScoringClaim[]): Promise<Set<string>> {
    const rows = await query<{ leadId: string }>(
      `INSERT INTO scoring_claims AS c (workspace_id, lead_id, qualification_id, held_until)
       SELECT workspace_id, lead_id, qualification_id, clock_timestamp() + ${LEASE}
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS claim (workspace_id, lead_id, qualification_id)
       ORDER BY workspace_id, lead_id
       ON CONFLICT ON CONSTRAINT pk_scoring_claims DO UPDATE SET
         qualification_id = EXCLUDED.qualification_id, held_until = EXCLUDED.held_until
       WHERE c.held_until < clock_timestamp() OR c.qualification_id = EXCLUDED.qualification_id
       RETURNING lead_id AS "leadId"`,
      columnsOf(claims),
    );
    return new Set(rows.map(({ leadId }) => leadId));
  }

  /** Whether the process that holds the claim is still at work. */
  async isHeld({ workspace, leadId, qualificationId }: ScoringClaim): Promise<boolean> {
    const { isHeld } = onlyRow(
      await this.database.read<{ isHeld: boolean }>(
        `SELECT EXISTS (
           SELECT FROM scoring_claims
           WHERE workspace_id = $1 AND lead_id = $2 AND qualification_id = $3 AND held_until > clock_timestamp()
         ) AS "isHeld"`,
        [workspace, leadId, qualificationId],
      ),
    );
    return isHeld;
  }

  /** Renews the leases of `claims`. */
  async renew(claims: readonly ScoringClaim[]): Promise<void> {
    await this.database.idempotentWrite(
      `UPDATE scoring_claims c SET held_until = clock_timestamp() + ${LEASE}
       FROM (
         SELECT key.*
         FROM (
           SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS claim (workspace_id, lead_id, qualification_id)
           ORDER BY workspace_id, lead_id
         ) AS claim
         CROSS JOIN LATERAL (
           SELECT workspace_id, lead_id FROM scoring_claims
           WHERE workspace_id = claim.workspace_id AND lead_id = claim.lead_id
             AND qualification_id = claim.qualification_id
           FOR NO KEY UPDATE
         ) AS key
       ) AS held
       WHERE c.workspace_id = held.workspace_id AND c.lead_id = held.lead_id`,
      columnsOf(claims),
    );
  }

  async release({ workspace, leadId, qualificationId }: ScoringClaim): Promise<void> {
    await this.database.idempotentWrite(RELEASE, [workspace, leadId, qualificationId]);
  }

  /** Deletes, in every workspace, the claims that processes left behind when they died. */
  async deleteAbandoned(): Promise<void> {
    await this.database.idempotentWrite(
      `DELETE FROM scoring_claims WHERE held_until < clock_timestamp() - interval '1 hour'`,
    );
  }
}

function columnsOf(claims: readonly ScoringClaim[]): string[][] {
  return (['workspace', 'leadId', 'qualificationId'] as const).map((name) => claims.map((claim) => claim[name]));
}
