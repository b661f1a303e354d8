import type { LlmSettings } from '../../config/llm.settings.js';
import { CEREBRAS_ERRORS, RUNPOD_ERRORS } from '../llm.errors.js';
import { OpenAiCompatibleProvider } from './openai-compatible.provider.js';

/** The providers that have a key, in the order of preference. */
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

/** The settings see to it that there is an endpoint where the address wants one. */
function runpodBaseUrl({ runpodApiBase, runpodEndpointId }: LlmSettings): string {
  return runpodApiBase.endsWith('/v2') ? `${runpodApiBase}/${runpodEndpointId ?? ''}/openai/v1` : runpodApiBase;
}
