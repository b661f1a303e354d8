import { LlmModelNotFoundError } from '../llm.errors.js';
import { ROUTING_STRATEGIES } from '../llm.settings.js';
import { isModelName } from '../providers/model-name.js';
import type { LlmRequest } from '../router/llm-request.js';

/** Leaves the choice of the provider to the service. */
export const AUTO = 'auto';

/**
 * Where `model` sends a request: `auto`, a strategy's name, a provider's name, or `provider/model`.
 * @throws LlmModelNotFoundError
 */
export function readTarget(
  model: string | null | undefined,
  providers: readonly string[],
): Pick<LlmRequest, 'strategy' | 'provider' | 'model'> {
  if (model == null || model === AUTO) return {};
  const strategy = ROUTING_STRATEGIES.find((name) => name === model);
  if (strategy !== undefined) return { strategy };
  const slash = model.indexOf('/');
  const provider = slash < 0 ? model : model.slice(0, slash);
  const name = slash < 0 ? undefined : model.slice(slash + 1);
  if (!providers.includes(provider) || (name !== undefined && !isModelName(name))) {
    throw new LlmModelNotFoundError(model);
  }
  return { provider, model: name };
}
