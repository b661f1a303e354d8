import { isJsonObject, OpaqueShape, Shaped } from '../../validation/shape.js';
import { isLonger, textProblem } from '../../validation/text.decorator.js';
import { ROUTING_STRATEGIES } from '../llm.settings.js';

const MAX_PROVIDERS = 50;
const MAX_NAME = 100;
const DECIMALS = 6;
const MAX_PRICE = 1_000_000;
const PRICE_FORM = /^\d{1,7}(\.\d{1,6})?$/;
const MILLIONTHS = 1_000_000;
const STRATEGIES: readonly string[] = ROUTING_STRATEGIES;

/** A price for each of at least one provider, in USD per million tokens. */
export function IsPriceMap(): PropertyDecorator {
  return Shaped(new OpaqueShape('prices', (value) => mapProblem(value, priceProblem)));
}

/** For any strategy, shares of providers that add up to the whole. */
export function IsShareMap(): PropertyDecorator {
  return Shaped(new OpaqueShape('shares', sharesProblem));
}

function sharesProblem(value: unknown): string | undefined {
  if (!isJsonObject(value)) return 'must be an object';
  for (const [strategy, shares] of Object.entries(value)) {
    if (!STRATEGIES.includes(strategy)) return `must have only the keys ${STRATEGIES.join(', ')}`;
    const problem = mapProblem(shares, shareProblem) ?? sumProblem(shares as Record<string, number>);
    if (problem !== undefined) return `of ${strategy} ${problem}`;
  }
  return undefined;
}

/** A share in whole millionths of what it is a share in, be that 1 or 100. */
export function toMillionths(share: number): number {
  return Math.round(share * MILLIONTHS);
}

/** Exactly 1 together, or whole percents that are exactly 100 together. */
function sumProblem(shares: Record<string, number>): string | undefined {
  const values = Object.values(shares);
  const sum = values.reduce((total, share) => total + toMillionths(share), 0);
  const isWhole = sum === MILLIONTHS || (sum === 100 * MILLIONTHS && values.every(Number.isInteger));
  return isWhole ? undefined : 'must add up to 1, or, as whole percents, to 100';
}

function mapProblem(value: unknown, problemOf: (entry: unknown) => string | undefined): string | undefined {
  if (!isJsonObject(value)) return 'must be an object';
  const names = Object.keys(value);
  if (names.length === 0 || names.length > MAX_PROVIDERS) return `must name 1 to ${MAX_PROVIDERS} providers`;
  for (const [name, entry] of Object.entries(value)) {
    if (name === '' || isLonger(name, MAX_NAME) || textProblem(name, false) !== undefined) {
      return `must name providers by 1 to ${MAX_NAME} characters without control characters`;
    }
    const problem = problemOf(entry);
    if (problem !== undefined) return `for ${name} ${problem}`;
  }
  return undefined;
}

function priceProblem(price: unknown): string | undefined {
  const isPrice =
    typeof price === 'string' ? PRICE_FORM.test(price) && Number(price) <= MAX_PRICE : isDecimal(price, MAX_PRICE);
  return isPrice ? undefined : `must be 0 to ${MAX_PRICE} with at most ${DECIMALS} decimals`;
}

function shareProblem(share: unknown): string | undefined {
  return isDecimal(share, 100) ? undefined : `must be a number from 0 to 100 with at most ${DECIMALS} decimals`;
}

function isDecimal(value: unknown, max: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= max && Number(value.toFixed(DECIMALS)) === value;
}
