import type { Schemas } from '../api/client';
import { CHOICE_FILTERS, TEXT_FILTERS } from '../leads/lead-query';
import { CHOSEN, chosenLeads } from './chosen-leads';
import { type Method, STRATEGIES, type Strategy } from './run';

export type RunRequest = Schemas['StartRunRequest'];

const NUMBERS = ['min_score', 'max_score'];
const AMOUNT = /^\d{1,9}(\.\d{1,12})?$/;

/** The filters of the list among the parts of an address. */
export function filtersOf(params: URLSearchParams): URLSearchParams {
  const names: readonly string[] = [...CHOICE_FILTERS, ...TEXT_FILTERS];
  return new URLSearchParams([...params].filter(([name, value]) => names.includes(name) && value !== ''));
}

/** The run that an address describes; so that a reload loses nothing, it holds every choice. */
export function requestOf(params: URLSearchParams): RunRequest {
  const method = params.get('by');
  const strategy = params.get('strategy');
  const limit = limitOf(params);
  return {
    ...(params.has(CHOSEN) ? { lead_ids: [...chosenLeads()] } : { filter: toFilter(filtersOf(params)) }),
    ...(method === null ? {} : { method: method as Method }),
    ...(isStrategy(strategy) ? { strategy } : {}),
    ...(limit === undefined ? {} : { max_cost_usd: limit }),
    requalify: params.get('requalify') === 'true',
  };
}

/** The most that a run may cost, as it was typed; `undefined` where that is no amount above 0. */
export function limitOf(params: URLSearchParams): string | undefined {
  const text = (params.get('max') ?? '').trim().replace(/^\$/, '').replace(',', '.');
  return isAmount(text) ? text : undefined;
}

export function isAmount(text: string): boolean {
  return AMOUNT.test(text) && Number(text) > 0;
}

function isStrategy(text: string | null): text is Strategy {
  return text !== null && Object.hasOwn(STRATEGIES, text);
}

/** Of the texts of an address, what JSON has of them. */
function toFilter(filters: URLSearchParams): NonNullable<RunRequest['filter']> {
  const pairs = [...new Set(filters.keys())].map((name) => {
    if (CHOICE_FILTERS.some((one) => one === name)) return [name, filters.getAll(name)];
    const text = filters.get(name);
    if (NUMBERS.includes(name)) return [name, Number(text)];
    return [name, name === 'stale' ? text === 'true' : text];
  });
  return Object.fromEntries(pairs) as NonNullable<RunRequest['filter']>;
}
