import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Database } from '../../database/database.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';

/** Newest scores that are looked at, the fewest that say something, and how long they count, in ms. */
const MOST = 2_000;
const LEAST = 100;
const FRESH_MS = 60_000;
const MOST_WORKSPACES = 1_000;
const STEPS = 100;

/** How the rules score the leads of a workspace: their scores are no ranks, as those of a learned model are. */
@Injectable()
export class PastScores {
  private readonly known = new LRUCache<WorkspaceId, { scale: number[] | undefined }>({
    max: MOST_WORKSPACES,
    ttl: FRESH_MS,
    fetchMethod: async (workspace) => ({ scale: await this.read(workspace) }),
  });

  constructor(private readonly database: Database) {}

  /** The score that 0 %, 1 % ... 100 % of past leads do not exceed; `undefined` where there are too few. */
  async scale(workspace: WorkspaceId): Promise<number[] | undefined> {
    return (await this.known.fetch(workspace))?.scale;
  }

  private async read(workspace: WorkspaceId): Promise<number[] | undefined> {
    const rows = await this.database.read<{ score: number }>(
      `SELECT qualification_score::float8 AS score FROM (
         SELECT qualification_score, win_probability FROM leads
         WHERE workspace_id = $1 AND qualification_score IS NOT NULL ORDER BY id DESC LIMIT ${MOST}
       ) AS newest WHERE win_probability IS NULL ORDER BY score`,
      [workspace],
    );
    if (rows.length < LEAST) return undefined;
    return Array.from(
      { length: STEPS + 1 },
      (_, step) => rows[Math.round((step * (rows.length - 1)) / STEPS)]?.score ?? 0,
    );
  }
}
