import { UsageError } from '../cli.errors.js';
import type { Query } from './service-client.js';

/** Filters of `GET /leads`, given as `name=value`; the service checks their names and values. */
export function filtersOf(pairs: readonly string[] = []): Query {
  return Object.fromEntries(pairs.map(pairOf));
}

/** @throws UsageError unless it is `name=value` */
export function pairOf(text: string): [name: string, value: string] {
  const split = text.indexOf('=');
  if (split < 1) throw new UsageError(`"${text}" must be name=value`);
  return [text.slice(0, split).trim(), text.slice(split + 1).trim()];
}
