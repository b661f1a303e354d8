import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { fromPicoUsd, toPicoUsd, type TokenCounts } from '../providers/price.js';
import { ProviderRegistry } from '../router/provider-registry.js';
import { quotesFor, savingOf } from './saving.js';
import {
  toPeriod,
  type UsageComparisonResponse,
  type UsageFiguresResponse,
  type UsageQuery,
  type UsageResponse,
} from './usage.dto.js';
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
    const { from, to } = toPeriod(query, new Date());
    const { groups: data, total } = await this.usage.sum(workspace, { from, to }, query.group_by);
    const comparison = this.compare(total);
    return { from: from.toISOString(), to: to.toISOString(), group_by: query.group_by, data, total, comparison };
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
