import { Injectable } from '@nestjs/common';
import { Database, onlyRow } from '../../database/database.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { fromPicoUsd } from '../providers/answers/price.js';
import type { CascadeUsageResponse, UsageFilter } from './usage.dto.js';

interface CascadeSums {
  leads: number;
  asked: number;
  costPicoUsd: string;
  /** Of those scores to which a language model added something. */
  askedCostPicoUsd: string;
}

/** What cascades saved: they ask a language model about a few of the leads that they score. */
@Injectable()
export class CascadeUsageRepository {
  constructor(private readonly database: Database) {}

  /** `null` where a cascade scored no lead, and for one key or tag, whose leads are not counted. */
  async read(workspace: WorkspaceId, { from, to, keyId, tag }: UsageFilter): Promise<CascadeUsageResponse | null> {
    if (keyId != null || tag != null) return null;
    const { leads, asked, costPicoUsd, askedCostPicoUsd } = onlyRow(
      await this.database.read<CascadeSums>(
        `SELECT count(*)::int AS leads, count(llm_score)::int AS asked, COALESCE(sum(cost_pico_usd), 0)::text AS "costPicoUsd",
           COALESCE(sum(cost_pico_usd) FILTER (WHERE llm_score IS NOT NULL), 0)::text AS "askedCostPicoUsd"
         FROM qualifications
         WHERE workspace_id = $1 AND method = 'cascade' AND created_at >= $2 AND created_at < $3`,
        [workspace, from, to],
      ),
    );
    if (leads === 0) return null;
    const cost = BigInt(costPicoUsd);
    const saved = asked === 0 ? null : (BigInt(askedCostPicoUsd) * BigInt(leads - asked)) / BigInt(asked);
    return { leads, asked, cost_usd: fromPicoUsd(cost), saved_usd: saved === null ? null : fromPicoUsd(saved) };
  }
}
