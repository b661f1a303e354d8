/** Prices of tokens, in whole micro-USD per million tokens, so that every sum is exact. */
export interface Price {
  input: bigint;
  /** Of prompt tokens that the provider had in its cache. */
  cachedInput: bigint;
  output: bigint;
}

/** Token counts. `cached` is part of `prompt`. */
export interface TokenCounts {
  prompt: number;
  cached: number;
  completion: number;
}

const MICRO_DIGITS = 6;
const PICO_DIGITS = 12;

/** What `tokens` cost at `price`, in pico-USD: tokens times micro-USD per million tokens is a whole number of them. */
export function costOf({ prompt, cached, completion }: TokenCounts, price: Price): bigint {
  return BigInt(prompt - cached) * price.input + BigInt(cached) * price.cachedInput + BigInt(completion) * price.output;
}

/** Decimal USD, such as `0.02`, as whole micro-USD. The text must have at most six decimals. */
export function toMicroUsd(usd: string): bigint {
  return toUnits(usd, MICRO_DIGITS);
}

/** Decimal USD as whole pico-USD. The text must have at most twelve decimals. */
export function toPicoUsd(usd: string): bigint {
  return toUnits(usd, PICO_DIGITS);
}

/** Whole micro-USD as decimal USD, without trailing zeros. */
export function fromMicroUsd(microUsd: bigint): string {
  return fromUnits(microUsd, MICRO_DIGITS);
}

/** Whole pico-USD as decimal USD, without trailing zeros. */
export function fromPicoUsd(picoUsd: bigint): string {
  return fromUnits(picoUsd, PICO_DIGITS);
}

function toUnits(usd: string, digits: number): bigint {
  const [whole = '0', fraction = ''] = usd.split('.');
  return BigInt(whole + fraction.padEnd(digits, '0'));
}

function fromUnits(units: bigint, digits: number): string {
  const sign = units < 0n ? '-' : '';
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  return `${sign}${text.slice(0, -digits)}${fraction === '' ? '' : `.${fraction}`}`;
}
