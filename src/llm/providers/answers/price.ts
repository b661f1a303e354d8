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
const ZERO = '0'.charCodeAt(0);

/** What `tokens` cost at `price`, in pico-USD: tokens times micro-USD per million tokens is a whole number of them. */
export function costOf({ prompt, cached, completion }: TokenCounts, price: Price): bigint {
  return BigInt(prompt - cached) * price.input + BigInt(cached) * price.cachedInput + BigInt(completion) * price.output;
}

/** Whether calls at this price cost nothing. */
export function isFree({ input, cachedInput, output }: Price): boolean {
  return input === 0n && cachedInput === 0n && output === 0n;
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
  if (units < 0n) return `-${fromUnits(-units, digits)}`;
  const text = units.toString().padStart(digits + 1, '0');
  const point = text.length - digits;
  let end = text.length;
  while (end > point && text.charCodeAt(end - 1) === ZERO) end--;
  return end === point ? text.slice(0, point) : `${text.slice(0, point)}.${text.slice(point, end)}`;
}
