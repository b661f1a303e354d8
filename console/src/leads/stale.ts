/** Why a score does not hold any more. */
export const STALE: Record<string, string> = {
  facts_changed: 'The facts have changed since.',
  profile_changed: 'The scoring profile has changed since.',
  model_changed: 'Another model scores now.',
};
