import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/caller.js';
import type { SetReplyHead } from '../../api/reply-head.decorator.js';
import { ValidationError } from '../../errors/request.errors.js';
import { parseDto } from '../../validation/dto-schema.js';
import { BudgetsService } from '../budgets/budgets.service.js';
import { fromPicoUsd, toPicoUsd, type TokenCounts } from '../providers/answers/price.js';
import { LlmSettings } from '../llm.settings.js';
import { ProviderRegistry } from '../router/provider-registry.js';
import { prefersCsv, toCsv } from '../../csv/csv.js';
import { quotesFor, savingOf } from './saving.js';
import {
  toPeriod,
  type UsageComparisonResponse,
  UsageFiguresResponse,
  type UsageGroupResponse,
  UsagePartPosition,
  type UsagePartQuery,
  type UsageQuery,
  type UsageResponse,
} from './usage.dto.js';
import { CascadeUsageRepository } from './cascade-usage.repository.js';
import { UsageRepository } from './usage.repository.js';

const CSV_HEADERS = {
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': 'attachment; filename="usage.csv"',
};

/** Finds the most expensive provider where nothing was used yet. */
const ONE_OF_EACH: TokenCounts = { prompt: 1, cached: 0, completion: 1 };

/** Whose workspace a report covers, and whose budgets it shows. */
type UsageReader = Pick<Caller, 'workspace' | 'keyId'>;

/** Reports what language models used, cost and saved. */
@Injectable()
export class UsageService {
  constructor(
    private readonly usage: UsageRepository,
    private readonly registry: ProviderRegistry,
    private readonly settings: LlmSettings,
    private readonly budgets: BudgetsService,
    private readonly cascades: CascadeUsageRepository,
  ) {}

  /** @throws ValidationError where the period would end before it begins, and for more groups than a report may have */
  async report({ workspace, keyId }: UsageReader, query: UsageQuery): Promise<UsageResponse> {
    const { from, to } = toPeriod(query, new Date());
    const filter = { from, to, keyId: query.key_id, tag: query.tag };
    const { usageMaxGroups } = this.settings;
    const { groups: data, total } = await this.usage.sum(workspace, filter, query.group_by, usageMaxGroups);
    if (data.length > usageMaxGroups) throw tooManyGroups(usageMaxGroups);
    const comparison = this.compare(total);
    const [budgets, cascade] = await Promise.all([
      this.budgets.applyingTo(workspace, keyId),
      this.cascades.read(workspace, filter),
    ]);
    const period = { from: from.toISOString(), to: to.toISOString() };
    return { ...period, group_by: query.group_by, data, total, comparison, cascade, budgets };
  }

  /**
   * A report as JSON, or as CSV where `accept` asks for it.
   * @throws ValidationError, as `report`
   */
  async reportAs(
    accept: string | undefined,
    reader: UsageReader,
    query: UsageQuery,
    setHead: SetReplyHead,
  ): Promise<UsageResponse | string> {
    const report = await this.report(reader, query);
    if (!prefersCsv(accept)) return report;
    setHead({ headers: CSV_HEADERS });
    return usageCsv(report);
  }

  /**
   * A report with as many of the rows behind `cursor` as `fittingCount` says.
   * @throws ValidationError if the cursor is not that of a report
   */
  async part(
    reader: UsageReader,
    { cursor, ...query }: UsagePartQuery,
    fittingCount: (rows: UsageGroupResponse[]) => number,
  ): Promise<UsageResponse & { next_cursor: string | undefined }> {
    const position = cursor == null ? Object.assign(query, { offset: 0 }) : await readCursor(cursor);
    const report = await this.report(reader, position);
    const rows = report.data.slice(position.offset);
    const count = fittingCount(rows);
    const { from, to, group_by } = report;
    const { key_id, tag } = position;
    const same = { from, to, group_by, key_id, tag };
    const next = count < rows.length ? { ...same, offset: position.offset + count } : undefined;
    return Object.assign(report, { data: rows.slice(0, count), next_cursor: next && writeCursor(next) });
  }

  /** The most expensive provider, at today's prices, for the same tokens. */
  private compare({ cost_usd, total_tokens, ...used }: UsageFiguresResponse): UsageComparisonResponse | null {
    const tokens = { prompt: used.prompt_tokens, cached: used.cached_tokens, completion: used.completion_tokens };
    const mostExpensive = quotesFor(total_tokens === 0 ? ONE_OF_EACH : tokens, this.registry.profiles).at(-1);
    if (mostExpensive === undefined) return null;
    const cost = total_tokens === 0 ? 0n : mostExpensive.costPicoUsd;
    return {
      most_expensive_provider: mostExpensive.provider,
      cost_usd: fromPicoUsd(cost),
      ...savingOf(toPicoUsd(cost_usd), cost),
    };
  }
}

function tooManyGroups(most: number): ValidationError {
  const message = `group_by must make at most ${most} groups: name a shorter period, fewer groups, a key_id or a tag`;
  return new ValidationError([{ field: 'group_by', rule: 'group_count', message }]);
}

/** A report as CSV: its groups, each with what it is grouped by and its figures. */
function usageCsv({ group_by, data }: UsageResponse): string {
  const labels = group_by.flatMap((group) => (group === 'key' ? [group, 'key_name'] : [group]));
  return toCsv([...labels, ...Object.keys(new UsageFiguresResponse())], data);
}

function writeCursor(position: UsagePartPosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

async function readCursor(cursor: string): Promise<UsagePartPosition> {
  try {
    return await parseDto(UsagePartPosition, JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    const message = 'cursor must be the next_cursor of the page before';
    throw new ValidationError([{ field: 'cursor', rule: 'cursor', message }]);
  }
}
