import { ConfigurationError } from '../../config/configuration.error.js';
import type { LlmSettings } from '../../config/llm.settings.js';
import { CEREBRAS_ERRORS, RUNPOD_ERRORS } from '../llm.errors.js';
import { OpenAiCompatibleProvider } from './openai-compatible.provider.js';

/**
 * The providers that have a key, in the order of preference.
 * @throws ConfigurationError if RunPod has a key but no endpoint
 */
export function configuredProviders(settings: LlmSettings): OpenAiCompatibleProvider[] {
  const providers: OpenAiCompatibleProvider[] = [];
  if (settings.runpodApiKey !== undefined) {
    providers.push(
      new OpenAiCompatibleProvider({
        name: 'runpod',
        apiKey: settings.runpodApiKey,
        baseUrl: runpodBaseUrl(settings),
        model: settings.runpodModel,
        errors: RUNPOD_ERRORS,
      }),
    );
  }
  if (settings.cerebrasApiKey !== undefined) {
    providers.push(
      new OpenAiCompatibleProvider({
        name: 'cerebras',
        apiKey: settings.cerebrasApiKey,
        baseUrl: settings.cerebrasApiBase,
        model: settings.cerebrasModel,
        errors: CEREBRAS_ERRORS,
      }),
    );
  }
  return providers;
}

function runpodBaseUrl({ runpodApiBase, runpodEndpointId }: LlmSettings): string {
  if (!runpodApiBase.endsWith('/v2')) return runpodApiBase;
  if (runpodEndpointId !== undefined) return `${runpodApiBase}/${runpodEndpointId}/openai/v1`;
  throw new ConfigurationError([
    'RUNPOD_VLLM_ENDPOINT_ID must be set for RunPod, unless RUNPOD_API_BASE is its whole URL',
  ]);
}
