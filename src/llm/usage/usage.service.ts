import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { TokenCounts } from '../providers/price.js';
import { ProviderRegistry } from '../router/provider-registry.js';
import { quotesFor, savingOf } from './saving.js';
import { toPeriod, type UsageQuery, UsageResponse } from './usage.dto.js';
import type { UsageComparison, UsageFigures } from './usage-report.js';
import { UsageRepository } from './usage.repository.js';

/** Finds the most expensive provider where nothing was used yet. */
const ONE_OF_EACH: TokenCounts = { prompt: 1, cached: 0, completion: 1 };

/** Reports what language models used, cost and saved. */
@Injectable()
export class UsageService {
  constructor(
    private readonly usage: UsageRepository,
    private readonly registry: ProviderRegistry,
  ) {}

  /** @throws ValidationError where the period would end before it begins */
  async report(workspace: WorkspaceId, query: UsageQuery): Promise<UsageResponse> {
    const period = toPeriod(query, new Date());
    const { groups, total } = await this.usage.sum(workspace, period, query.group_by);
    return UsageResponse.from({ period, groupBy: query.group_by, groups, total, comparison: this.compare(total) });
  }

  /** The most expensive provider, at today's prices, for the same tokens. */
  private compare({ costPicoUsd, totalTokens, ...used }: UsageFigures): UsageComparison | null {
    const tokens = { prompt: used.promptTokens, cached: used.cachedTokens, completion: used.completionTokens };
    const mostExpensive = quotesFor(totalTokens === 0 ? ONE_OF_EACH : tokens, this.registry.profiles).at(-1);
    if (mostExpensive === undefined) return null;
    const cost = totalTokens === 0 ? 0n : mostExpensive.costPicoUsd;
    return { mostExpensiveProvider: mostExpensive.provider, costPicoUsd: cost, saving: savingOf(costPicoUsd, cost) };
  }
}
