import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { RunKey } from './runs.repository.js';

/** Leads that were begun by processes which are gone. */
@Injectable()
export class RunTakeOvers {
  constructor(private readonly database: Database) {}

  /** Has leads wait again whose leases were not renewed, or drops them with their run. It is locked, so that none escapes its end. */
  async takeOver({ workspace, runId }: RunKey): Promise<void> {
    await this.database.idempotentWrite(
      `WITH run AS (
         SELECT state FROM qualification_runs WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE
       ), freed AS (
         UPDATE run_items AS item SET lease_id = NULL, lease_until = NULL,
           state = CASE WHEN run.state = 'cancelled' THEN 'cancelled' ELSE 'waiting' END
         FROM run
         WHERE item.workspace_id = $1 AND item.run_id = $2 AND item.state = 'running' AND item.lease_until < clock_timestamp()
         RETURNING item.position
       )
       UPDATE qualification_runs SET version = version + 1
       WHERE workspace_id = $1 AND id = $2 AND EXISTS (SELECT FROM freed)`,
      [workspace, runId],
    );
  }

  /** Runs on which no process works, and which have such leads. */
  findStanding(): Promise<RunKey[]> {
    return this.database.read<RunKey>(
      `SELECT run.workspace_id AS workspace, run.id AS "runId" FROM qualification_runs AS run
       CROSS JOIN LATERAL (
         SELECT FROM run_items AS item
         WHERE item.workspace_id = run.workspace_id AND item.run_id = run.id AND item.state = 'running'
           AND item.lease_until < clock_timestamp()
         LIMIT 1
       ) AS begun
       WHERE run.state IN ('paused', 'cancelled')
       LIMIT 100`,
    );
  }
}
