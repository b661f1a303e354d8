import type { Budget } from '../budgets/budget-bank.js';
import type { BudgetReservations } from '../budgets/budget-reservations.service.js';
import type { Reservation } from '../budgets/reservation.js';
import type { LlmProvider } from '../providers/llm-provider.js';
import { costOf } from '../providers/answers/price.js';
import type { RoutedRequest } from './llm-request.js';
import { requireOwnPrice } from './model-access.js';

/** Of UTF-8, for one of UTF-16. */
const MAX_BYTES_PER_CHARACTER = 3;

/**
 * Reserves what a request may cost at most at a provider.
 * @returns `undefined` where no budget applies to its key
 * @throws ModelNotAllowedError, BudgetExceededError; DatabaseConnectionError and its kind where a budget cannot be read
 */
export function reserveFor(
  budgets: BudgetReservations,
  request: RoutedRequest,
  provider: LlmProvider,
): Reservation | undefined | Promise<Reservation | undefined> {
  const applying = budgets.applyingTo(request.workspace, request.keyId);
  const reserve = (known: readonly Budget[]) => reserveIn(known, budgets, request, provider);
  return applying instanceof Promise ? applying.then(reserve) : reserve(applying);
}

function reserveIn(
  applying: readonly Budget[],
  budgets: BudgetReservations,
  request: RoutedRequest,
  provider: LlmProvider,
): Reservation | undefined | Promise<Reservation> {
  if (applying.length === 0) return undefined;
  requireOwnPrice(request, provider.profile);
  return budgets.reserve(applying, mostCostOf(request, provider), request);
}

/**
 * In pico-USD. Prompt and answer fill the context window at most, of which a caller may ask for more. A window that a refusal
 * named counts only where it is larger than the configured one: words that a caller sent must not make a call look cheap.
 */
function mostCostOf({ prompt, body, caller }: RoutedRequest, provider: LlmProvider): bigint {
  const contextWindow = Math.max(provider.profile.contextWindow, provider.contextWindowFor(caller));
  const choices = body.n ?? 1;
  const completion = Math.min(provider.mostTokensOf(body), contextWindow * choices);
  return mostCost(provider, Math.min(prompt.mostTokens, contextWindow), completion);
}

/** In pico-USD: what an answer that has ended can cost at most by our own count. No text has more tokens than bytes. */
export function mostCostOfText({ prompt }: RoutedRequest, provider: LlmProvider, characters: number): bigint {
  return mostCost(provider, prompt.mostTokens, characters * MAX_BYTES_PER_CHARACTER);
}

function mostCost({ profile: { price } }: LlmProvider, prompt: number, completion: number): bigint {
  const input = price.input > price.cachedInput ? price.input : price.cachedInput;
  return costOf({ prompt, cached: 0, completion }, { ...price, input });
}
