import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { type FromWire, toWire } from '../../validation/wire.js';
import { fromPicoUsd } from '../providers/answers/price.js';
import { type UsageFilter, UsageFiguresResponse, type UsageGroup, type UsageGroupResponse } from './usage.dto.js';
import { usageStatement } from './usage.statement.js';

type UsageRow = FromWire<Omit<UsageFiguresResponse, 'cost_usd'>> &
  Partial<Record<UsageGroup | 'keyName', string | null>> & { costPicoUsd: string; isTotal: boolean };

/** Reads the ledger's sums. */
@Injectable()
export class UsageRepository {
  constructor(private readonly database: Database) {}

  /**
   * What the attempts of a workspace used and cost, all of them together and by group.
   * @param mostGroups no more of the groups are read, and one more, which shows that there are more
   */
  async sum(
    workspace: WorkspaceId,
    filter: UsageFilter,
    groupBy: readonly UsageGroup[],
    mostGroups: number,
  ): Promise<{ groups: UsageGroupResponse[]; total: UsageFiguresResponse }> {
    const { sql, values } = usageStatement(workspace, filter, groupBy, mostGroups + 1);
    const rows = await this.database.read<UsageRow>(sql, values);
    const total = rows.find(({ isTotal }) => isTotal);
    if (total === undefined) throw new Error('The sum of all rows is missing');
    const groups = groupBy.length === 0 ? rows : rows.filter(({ isTotal }) => !isTotal);
    return {
      groups: groups.map((row) => Object.assign(labelsOf(row, groupBy), toFigures(row))),
      total: toFigures(total),
    };
  }
}

function labelsOf(row: UsageRow, groupBy: readonly UsageGroup[]): Partial<UsageGroupResponse> {
  const labels = groupBy.flatMap((group) => [
    [group, row[group]],
    ...(group === 'key' ? [['key_name', row.keyName]] : []),
  ]);
  return Object.fromEntries(labels) as Partial<UsageGroupResponse>;
}

function toFigures(row: UsageRow): UsageFiguresResponse {
  return toWire(UsageFiguresResponse, { ...row, costUsd: fromPicoUsd(BigInt(row.costPicoUsd)) });
}
