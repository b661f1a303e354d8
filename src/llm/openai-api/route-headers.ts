import { fromPicoUsd } from '../providers/answers/price.js';
import type { Route } from '../router/routed-answer.js';

export const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** How a request was answered and, if it is known by then, what that cost. */
export function routeHeaders(route: Route, costPicoUsd: bigint | undefined): Record<string, string> {
  const { provider, model, strategy, attempts, fallbackReason, budgetLeftPicoUsd } = route;
  const headers: Record<string, string> = {
    'x-llm-provider': provider,
    'x-llm-model': model,
    'x-llm-strategy': strategy,
    'x-llm-attempts': String(attempts),
  };
  if (fallbackReason !== undefined) headers['x-llm-fallback-reason'] = fallbackReason;
  if (budgetLeftPicoUsd !== undefined) headers['x-llm-budget-remaining-usd'] = fromPicoUsd(budgetLeftPicoUsd);
  if (costPicoUsd !== undefined) headers['x-llm-cost-usd'] = fromPicoUsd(costPicoUsd);
  return headers;
}
