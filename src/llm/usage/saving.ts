import { costOf, fromPicoUsd, type Price, type TokenCounts } from '../providers/price.js';

export interface PricedProvider {
  readonly name: string;
  readonly price: Price;
}

/** A provider and what it would ask, in pico-USD. */
export interface Quote {
  readonly provider: string;
  readonly costPicoUsd: bigint;
}

/** What one way costs less than another; negative where it costs more. */
export interface Saving {
  /** Exact decimal USD. */
  readonly usd: string;
  /** Of what the other way costs, with two decimals; 0 where that is nothing. */
  readonly percent: number;
}

/** What each provider would ask for `tokens`, the cheapest first; equals by name. */
export function quotesFor(tokens: TokenCounts, providers: readonly PricedProvider[]): Quote[] {
  return providers
    .map(({ name, price }) => ({ provider: name, costPicoUsd: costOf(tokens, price) }))
    .sort((a, b) => compare(a.costPicoUsd, b.costPicoUsd) || compare(a.provider, b.provider));
}

/** What `cost` saves against `mostExpensive`, both in pico-USD. */
export function savingOf(cost: bigint, mostExpensive: bigint): Saving {
  const saving = mostExpensive - cost;
  const percent = mostExpensive === 0n ? 0 : Number(divideRounded(saving * 10_000n, mostExpensive)) / 100;
  return { usd: fromPicoUsd(saving), percent };
}

/** `dividend / divisor` to the nearest whole number, halves away from zero; `divisor` must be positive. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const half = dividend < 0n ? -divisor : divisor;
  return (dividend * 2n + half) / (divisor * 2n);
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
