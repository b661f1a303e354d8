import type { paths } from '../api/schema';

export type LeadQuery = NonNullable<paths['/api/v1/leads']['get']['parameters']['query']>;
export type Sort = NonNullable<LeadQuery['sort']>;

/** Filters of several values, of one text, and of one number, by their names in the API and in the address. */
export const CHOICE_FILTERS = ['tier', 'outcome', 'status', 'method', 'source', 'industry', 'country'] as const;
export const TEXT_FILTERS = ['q', 'stale', 'min_score', 'max_score', 'created_after', 'external_id'] as const;

export const FILTER_NAMES: Record<string, string> = {
  tier: 'Tier',
  status: 'Status',
  outcome: 'Outcome',
  method: 'Scored by',
  source: 'Source',
  industry: 'Industry',
  country: 'Country',
  stale: 'Score',
  min_score: 'Score from',
  max_score: 'Score to',
  created_after: 'Created after',
  external_id: 'External id',
};

export const DEFAULT_SORT: Sort = '-qualification_score';

/** The query of the API for the list that an address shows. */
export function queryOf(params: URLSearchParams): LeadQuery {
  const query: Record<string, unknown> = { sort: params.get('sort') ?? DEFAULT_SORT };
  for (const name of CHOICE_FILTERS) {
    const values = params.getAll(name);
    if (values.length > 0) query[name] = values;
  }
  for (const name of TEXT_FILTERS) {
    const value = params.get(name);
    if (value !== null && value !== '') query[name] = value;
  }
  return query;
}

/** The filters of an address, one by one, as chips show them. */
export function chipsOf(params: URLSearchParams): { name: string; label: string; value: string }[] {
  const names = [...CHOICE_FILTERS.filter((name) => name !== 'tier'), ...TEXT_FILTERS.filter((name) => name !== 'q')];
  return names
    .map((name) => ({ name, label: FILTER_NAMES[name] ?? name, values: params.getAll(name) }))
    .filter(({ values }) => values.length > 0)
    .map(({ name, label, values }) => ({ name, label, value: values.map((one) => worded(name, one)).join(', ') }));
}

function worded(name: string, value: string): string {
  if (name === 'stale') return value === 'true' ? 'stale' : 'not stale';
  if (name === 'method') return { llm: 'language model', learned: 'learned model' }[value] ?? value;
  if (name === 'outcome' && value === 'none') return 'still open';
  return value;
}
