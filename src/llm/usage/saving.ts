import { costOf, fromPicoUsd, type Price, type TokenCounts } from '../providers/answers/price.js';

export interface PricedProvider {
  readonly name: string;
  readonly price: Price;
}

/** What each provider charges for `tokens`, in pico-USD, the cheapest first; equals by name. */
export function quotesFor(tokens: TokenCounts, providers: readonly PricedProvider[]) {
  return providers
    .map(({ name, price }) => ({ provider: name, costPicoUsd: costOf(tokens, price) }))
    .sort((a, b) => compare(a.costPicoUsd, b.costPicoUsd) || compare(a.provider, b.provider));
}

/**
 * What `cost` saves against `mostExpensive`, both in pico-USD: exact decimal USD, and percent of `mostExpensive` with two
 * decimals. Both are negative where it costs more; the percent is 0 where `mostExpensive` is.
 */
export function savingOf(cost: bigint, mostExpensive: bigint) {
  const saving = mostExpensive - cost;
  const percent = mostExpensive === 0n ? 0 : Number(divideRounded(saving * 10_000n, mostExpensive)) / 100;
  return { saving_usd: fromPicoUsd(saving), saving_percent: percent };
}

/** `dividend / divisor` to the nearest whole number, halves away from zero; `divisor` must be positive. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const half = dividend < 0n ? -divisor : divisor;
  return (dividend * 2n + half) / (divisor * 2n);
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
