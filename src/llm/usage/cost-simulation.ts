import type { RoutingStrategy } from '../llm.settings.js';
import { costOf, fromPicoUsd, type Price, type TokenCounts } from '../providers/answers/price.js';
import type { CostSimulationResponse } from './cost-simulation.dto.js';
import { divideRounded, type PricedProvider, quotesFor, savingOf } from './saving.js';

/** Shares of the output are counted in ten-thousandths, so that they are whole. */
export const OUTPUT_UNITS = 10_000;
/** From micro-USD and ten-thousandths to pico-USD. */
const PICO_PER_BLEND = 100n;

/** How many parts of the tokens each provider gets, relative to the sum of all parts, which is not 0. */
export type Parts = ReadonlyMap<string, bigint>;

export interface SimulationPlan {
  readonly monthlyTokens: number;
  /** Ten-thousandths of the tokens that are answers; the others are prompts. */
  readonly outputUnits: number;
  readonly providers: readonly PricedProvider[];
  /** In the order of the table. */
  readonly strategies: readonly { strategy: RoutingStrategy; parts: Parts }[];
}

/** What a month costs by each strategy. Whole tokens at whole prices throughout, so that the sums are exact. */
export function simulateCost(plan: SimulationPlan): CostSimulationResponse {
  const { monthlyTokens, outputUnits, providers, strategies } = plan;
  const costFor = (tokens: number, { price }: PricedProvider) => costOf(splitTokens(tokens, outputUnits), price);
  const mostExpensive = quotesFor(splitTokens(monthlyTokens, outputUnits), providers).at(-1);
  if (mostExpensive === undefined) throw new Error('A simulation needs a provider');
  return {
    monthly_tokens: monthlyTokens,
    prices: Object.fromEntries(providers.map(({ name, price }) => [name, blend(price, outputUnits)])),
    most_expensive_provider: mostExpensive.provider,
    most_expensive_cost_usd: fromPicoUsd(mostExpensive.costPicoUsd),
    strategies: strategies.map(({ strategy, parts }) => {
      const lots = shareOut(monthlyTokens, providers, parts);
      const cost = lots.reduce((sum, { tokens, provider }) => sum + costFor(tokens, provider), 0n);
      return {
        strategy,
        shares: lots.map(({ provider, percent, tokens }) => ({ provider: provider.name, percent, tokens })),
        monthly_cost_usd: fromPicoUsd(cost),
        ...savingOf(cost, mostExpensive.costPicoUsd),
      };
    }),
  };
}

/** `tokens` as prompt and answer; the answer's part is rounded to whole tokens. */
export function splitTokens(tokens: number, outputUnits: number): TokenCounts {
  const completion = Number(divideRounded(BigInt(tokens) * BigInt(outputUnits), BigInt(OUTPUT_UNITS)));
  return { prompt: tokens - completion, cached: 0, completion };
}

/**
 * Whole tokens for each provider, in proportion to its parts and adding up to `tokens`: what rounding down leaves goes,
 * one by one, to those who lost most by it.
 */
function shareOut(tokens: number, providers: readonly PricedProvider[], parts: Parts) {
  const all = [...parts.values()].reduce((sum, part) => sum + part, 0n);
  const lots = providers.map((provider) => {
    const part = parts.get(provider.name) ?? 0n;
    const exact = BigInt(tokens) * part;
    const percent = Number(divideRounded(part * 1_000_000n, all)) / 10_000;
    return { provider, percent, tokens: Number(exact / all), lost: exact % all };
  });
  const left = tokens - lots.reduce((sum, lot) => sum + lot.tokens, 0);
  const byLoss = lots.toSorted((a, b) => (a.lost > b.lost ? -1 : a.lost < b.lost ? 1 : 0));
  for (const lot of byLoss.slice(0, left)) lot.tokens++;
  return lots;
}

/** Decimal USD per million tokens of which `outputUnits` are answers. */
function blend({ input, output }: Price, outputUnits: number): string {
  const blended = input * BigInt(OUTPUT_UNITS - outputUnits) + output * BigInt(outputUnits);
  return fromPicoUsd(blended * PICO_PER_BLEND);
}
