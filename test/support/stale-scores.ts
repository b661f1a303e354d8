import { expect } from 'vitest';
import type { TestService } from './test-service.js';

/** A lead, as the API answers it. */
export type Body = Record<string, unknown> & { id: string };

/** What a lead says of its score: it holds, or why it does not. */
export const FRESH = { score_is_stale: false, stale_reason: null };
export const FACTS = { score_is_stale: true, stale_reason: 'facts_changed' };
export const PROFILE = { score_is_stale: true, stale_reason: 'profile_changed' };
export const MODEL = { score_is_stale: true, stale_reason: 'model_changed' };

/** A lead as it is now. */
export async function read({ http }: TestService, { id }: Body): Promise<Body> {
  return (await http.get(`/api/v1/leads/${id}`)).body as Body;
}

/** Replaces the scoring profile by one that is changed. */
export async function changeProfile({ http }: TestService, change: object = {}): Promise<void> {
  const { body } = await http.get('/api/v1/scoring-profile');
  const profile: Record<string, unknown> = { ...(body as object), ...change };
  delete profile.version;
  delete profile.created_at;
  expect((await http.put('/api/v1/scoring-profile').send(profile)).status).toBe(200);
}
