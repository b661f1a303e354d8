import { api, dataOf, type Schemas } from '../api/client';

export type NewOutcome = Schemas['RecordOutcomeRequest'];
export type Outcome = Schemas['OutcomeResponse'];

/** How an outcome is called, and drawn. */
export const OUTCOMES = { won: ['Won', 'good'], lost: ['Lost', 'off'] } as const;

/** Leads that one request takes. */
const PART = 1_000;
const AT_ONCE = 4;

const pathOf = (id: string) => ({ params: { path: { id } } });

export function recordOutcome(id: string, outcome: NewOutcome): Promise<Outcome> {
  return dataOf(api.PUT('/api/v1/leads/{id}/outcome', { ...pathOf(id), body: outcome }));
}

/** What was said about a lead, newest first. */
export async function outcomesOf(id: string, limit: number, signal?: AbortSignal): Promise<Outcome[]> {
  const params = { ...pathOf(id).params, query: { limit } };
  const { data } = await dataOf(api.GET('/api/v1/leads/{id}/outcomes', { params, signal: signal ?? null }));
  return data;
}

/** Lets hold again what held before; `undefined` if nothing did. */
export async function restoreOutcome(id: string, before: Outcome | undefined): Promise<void> {
  if (before === undefined || before.outcome === null) await api.DELETE('/api/v1/leads/{id}/outcome', pathOf(id));
  else {
    const { outcome, at, value_usd, reason } = before;
    await recordOutcome(id, { outcome, at, value_usd, reason });
  }
}

/**
 * Records one outcome of many leads.
 * @returns how many changed, and the way back for each of them
 */
export async function recordOutcomes(
  leads: readonly { id: string; outcome: string | null }[],
  outcome: NewOutcome,
): Promise<{ recorded: number; undo: () => Promise<void> }> {
  const before = new Map<string, Outcome | undefined>(leads.map(({ id }) => [id, undefined]));
  const known = leads.filter((lead) => lead.outcome !== null);
  await forEach(known, async ({ id }) => before.set(id, (await outcomesOf(id, 1))[0]));
  let recorded = 0;
  for (let start = 0; start < leads.length; start += PART) {
    const ids = leads.slice(start, start + PART).map(({ id }) => id);
    const part = await dataOf(api.PUT('/api/v1/leads/outcome', { body: { ...outcome, ids, dry_run: false } }));
    recorded += part.recorded;
  }
  return { recorded, undo: () => forEach([...before], ([id, one]) => restoreOutcome(id, one)) };
}

/** Does `work` with each, a few at once; the first failure ends it. */
async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const rest = [...items];
  const next = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}
