import { ValidateBy } from 'class-validator';
import { type ProviderSetting, readProviderEntries } from './llm-providers.setting.js';
import { ChoiceSetting, IntegerSetting, JsonSetting, TextSetting, UrlSetting } from '../config/setting.decorators.js';

/** How a provider is chosen; `balanced` is the default. */
export const ROUTING_STRATEGIES = ['cost_optimized', 'latency_optimized', 'quality_optimized', 'balanced'] as const;
export type RoutingStrategy = (typeof ROUTING_STRATEGIES)[number];

const ONE_WORD = /^\S+$/;

/** A key of RunPod's is of no use without an endpoint to ask. */
function HasRunpodAddress(): PropertyDecorator {
  return ValidateBy({
    name: 'has_runpod_address',
    validator: {
      validate: (_, args) => {
        const { runpodEndpointId, runpodApiBase } = args?.object as LlmSettings;
        return runpodEndpointId !== undefined || !runpodApiBase.endsWith('/v2');
      },
      defaultMessage: () => 'RUNPOD_VLLM_ENDPOINT_ID must be set for RunPod, unless RUNPOD_API_BASE is its whole URL',
    },
  });
}

/** The language model providers, and how long one is waited for. */
export class LlmSettings {
  @TextSetting('CEREBRAS_API_KEY', ONE_WORD, 'be one word without spaces')
  readonly cerebrasApiKey?: string;

  @UrlSetting('CEREBRAS_API_BASE')
  readonly cerebrasApiBase: string = 'https://api.cerebras.ai/v1';

  @TextSetting('CEREBRAS_DEFAULT_MODEL', ONE_WORD, 'be one word without spaces')
  readonly cerebrasModel: string = 'gpt-oss-120b';

  @TextSetting('RUNPOD_API_KEY', ONE_WORD, 'be one word without spaces')
  @HasRunpodAddress()
  readonly runpodApiKey?: string;

  /** Id of the serverless vLLM endpoint. */
  @TextSetting('RUNPOD_VLLM_ENDPOINT_ID', /^[\w-]+$/, 'be an endpoint id of letters, digits, - and _')
  readonly runpodEndpointId?: string;

  /**
   * Address of RunPod's API. Ending in `/v2` it is the API's root, to which `/<endpoint id>/openai/v1` is added; any
   * other address is taken as it is, as that of an OpenAI-compatible server.
   */
  @UrlSetting('RUNPOD_API_BASE')
  readonly runpodApiBase: string = 'https://api.runpod.ai/v2';

  @TextSetting('RUNPOD_DEFAULT_MODEL', ONE_WORD, 'be one word without spaces')
  readonly runpodModel: string = 'meta-llama/Llama-3.1-8B-Instruct';

  /**
   * Further providers, and changes to the two above, as a JSON array: each with `name`, and `base_url`, `model`, `api_key`,
   * `price_input`, `price_cached_input`, `price_output`, `quality`, `latency_ms`, `context_window`, `weight`.
   */
  @JsonSetting('LLM_PROVIDERS', readProviderEntries)
  readonly providers: readonly ProviderSetting[] = [];

  /** How a provider is chosen where a request does not say. */
  @ChoiceSetting('LLM_ROUTING_STRATEGY', ROUTING_STRATEGIES)
  readonly strategy: RoutingStrategy = 'balanced';

  /** Time for one answer, all attempts together, in ms; of a stream, for its first token. */
  @IntegerSetting('LLM_DEADLINE_MS', 100, 300_000)
  readonly deadlineMs: number = 30_000;

  /** Time to connect to a provider, in ms. */
  @IntegerSetting('LLM_CONNECT_TIMEOUT_MS', 50, 60_000)
  readonly connectTimeoutMs: number = 2_000;

  /** Time to the first token of a stream, in ms. */
  @IntegerSetting('LLM_FIRST_TOKEN_TIMEOUT_MS', 50, 300_000)
  readonly firstTokenTimeoutMs: number = 10_000;

  /** Longest silence in the middle of an answer, in ms. */
  @IntegerSetting('LLM_IDLE_TIMEOUT_MS', 50, 300_000)
  readonly idleTimeoutMs: number = 10_000;
}
