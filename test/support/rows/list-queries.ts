import { LEAD_SORTS } from '../../../src/leads/dto/list-leads.dto.js';
import { NEWEST } from './many-rows.js';

/** The parameters of one list, by their names on the wire; `limit`, `cursor` and `workspace_id` go with every list. */
export type ListParameters = Record<string, string>;

const MINUTE_MS = 60_000;
const before = (minutes: number) => new Date(NEWEST.getTime() - minutes * MINUTE_MS).toISOString();

/** Values for each filter of `count` leads: what many have, what few have, and what none has. */
function leadFilters(count: number): Record<string, string[]> {
  return {
    industry: ['Software', 'Shipbuilding 7', 'Lighthouses', 'None of them', 'Software,Lighthouses'],
    source: ['website', 'fair 7', 'lighthouse keepers', 'None of them'],
    country: ['US', 'DE', 'IS', 'AQ', 'US,DE,IS,AQ'],
    external_id: ['None of them'],
    contact_email: ['dana.reyes@zephyrine.example', 'none@of.them.example'],
    status: ['new', 'qualified', 'failed', 'qualifying', 'new,failed'],
    tier: ['A', 'D', 'A,B,C'],
    method: ['rules', 'llm', 'rules,llm'],
    outcome: ['won', 'none', 'won,lost', 'lost,none'],
    stale: ['true', 'false'],
    min_score: ['0', '80', '100'],
    max_score: ['100', '20', '0'],
    created_after: [before(count / 2), before(60)],
    updated_after: [before(count / 2), before(60)],
    created_before: [before(count / 2), before(count - 60)],
    q: ['partners', 'an', 'Zephyrine', 'dana.reyes@zephyrine.example', 'None of them', 'partners media', '3m'],
  };
}

/** Filters that users ask for together, and ranges. */
function leadCombinations(count: number): ListParameters[] {
  return [
    { industry: 'Software', status: 'qualified' },
    { industry: 'Software', status: 'failed' },
    { industry: 'Software', tier: 'A' },
    { industry: 'Software', status: 'qualified', tier: 'A', min_score: '90' },
    { status: 'qualified', min_score: '80', created_after: before(count / 2) },
    { min_score: '40', max_score: '60' },
    { created_after: before(600), created_before: before(540) },
    { q: 'partners', status: 'qualified' },
    { q: 'Zephyrine', industry: 'Lighthouses' },
  ];
}

/** Every list of `openapi.json`, by its path there, with the parameters it gets over `count` rows. */
export function listQueries(count: number): Record<string, ListParameters[]> {
  const filters = [
    {},
    ...Object.entries(leadFilters(count)).flatMap(([name, values]) => values.map((value) => ({ [name]: value }))),
    ...leadCombinations(count),
  ];
  return {
    '/api/v1/leads': inEverySort(filters),
    '/api/v1/leads/{id}/qualifications': [{}],
    '/api/v1/leads/{id}/outcomes': [{}],
    '/api/v1/audit-events': [
      {},
      { action: 'lead.export' },
      { action: 'workspace.erase' },
      { action: 'api_key.create' },
    ],
    '/api/v1/api-keys': [{}],
    '/api/v1/llm/budgets': [{}],
    '/api/v1/workspaces': [{}],
  };
}

/** A term that few leads have, but more than an index is best for: PostgreSQL leafs through the list until it has enough. */
export const MIDDLING_TERM = { q: 'quigra' };

export function inEverySort(filters: ListParameters[]): ListParameters[] {
  return filters.flatMap((some) => LEAD_SORTS.map((sort) => ({ ...some, sort })));
}

/** The parameters as people write them. */
export function nameOf(parameters: ListParameters): string {
  return decodeURIComponent(new URLSearchParams(parameters).toString()).replaceAll('+', ' ');
}
