import { ModelNotAllowedError } from '../llm.errors.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import type { LlmRequest } from './llm-request.js';

/** What says which models a request may, and wants to, use. */
export type ModelChoice = Pick<LlmRequest, 'models' | 'providers' | 'model'>;

/** The providers among those that a request names whose model its key may use. */
export function allowedAmong(
  { models, providers, model }: ModelChoice,
  profiles: readonly ProviderProfile[],
): ProviderProfile[] {
  return profiles.filter(
    (profile) =>
      (providers === undefined || providers.includes(profile.name)) &&
      (models === null || models.allows(profile.name, model ?? profile.model)),
  );
}

/** @throws ModelNotAllowedError if the key may use none of the models that a request could go to */
export function requireAllowed(choice: ModelChoice, profiles: readonly ProviderProfile[]): ProviderProfile[] {
  const allowed = allowedAmong(choice, profiles);
  if (allowed.length > 0) return allowed;
  const { providers, model } = choice;
  const named = profiles.find(({ name }) => providers?.includes(name) === true);
  throw new ModelNotAllowedError(named && `${named.name}/${model ?? named.model}`);
}

/**
 * Refuses a model whose price is not known, or that is billed at the price of another, for callers whose spending is limited:
 * the ledger would be wrong.
 * @throws ModelNotAllowedError
 */
export function requireOwnPrice({ model = '' }: Pick<LlmRequest, 'model'>, profile: ProviderProfile): void {
  if (profile.isPriced && (model === '' || model === profile.model)) return;
  const reason = 'it has no price of its own, and spending is limited by a budget';
  throw new ModelNotAllowedError(`${profile.name}/${model || profile.model}`, reason);
}
