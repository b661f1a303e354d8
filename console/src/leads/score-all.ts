import { api, dataOf, type Lead, type Schemas } from '../api/client';
import { asApiError } from '../ui/use-resource';
import type { ApiError } from '../api/errors';

/** By what a lead is scored, this once; nothing given, by what the profile says. */
export type Way = Pick<Schemas['QualifyLeadRequest'], 'method' | 'strategy'>;

const AT_ONCE = 4;

/** Scores a lead once more. */
export function scoreLead(id: string, way: Way = {}): Promise<Lead> {
  return dataOf(api.POST('/api/v1/leads/{id}/qualify', { params: { path: { id } }, body: way }));
}

/** Scores leads one by one, a few at once; `onScored` hears of each. Stops early where none could succeed. */
export async function scoreAll(
  ids: readonly string[],
  onScored: (result: Lead | ApiError) => void,
  signal: AbortSignal,
): Promise<void> {
  const rest = [...ids];
  let isHopeless = false;
  const work = async () => {
    for (let id = rest.shift(); id !== undefined; id = rest.shift()) {
      if (signal.aborted || isHopeless) return;
      const result = await scoreLead(id).catch(asApiError);
      if ('code' in result) isHopeless = [0, 401, 402, 403].includes(result.status);
      onScored(result);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
