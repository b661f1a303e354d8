import { ValidateBy } from 'class-validator';
import { type ModelAliases, readModelAliases } from './llm-model-aliases.setting.js';
import { type ProviderSetting, readProviderEntries } from './llm-providers.setting.js';
import {
  ChoiceSetting,
  FlagSetting,
  IntegerSetting,
  JsonSetting,
  PairsSetting,
  SecretSetting,
  TextSetting,
  UrlSetting,
} from '../config/setting.decorators.js';

/** How a provider is chosen; `balanced` is the default. */
export const ROUTING_STRATEGIES = ['cost_optimized', 'latency_optimized', 'quality_optimized', 'balanced'] as const;
export type RoutingStrategy = (typeof ROUTING_STRATEGIES)[number];

const ONE_WORD = /^\S+$/;

/** A key of RunPod is useless without an endpoint. */
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
  static readonly title = 'Language models';

  @SecretSetting('CEREBRAS_API_KEY', 'Key of Cerebras. Without a key of any provider, leads are scored by rules.')
  readonly cerebrasApiKey?: string;

  @UrlSetting('CEREBRAS_API_BASE', 'Address of the API of Cerebras.', true)
  readonly cerebrasApiBase: string = 'https://api.cerebras.ai/v1';

  @TextSetting(
    'CEREBRAS_DEFAULT_MODEL',
    'Model of Cerebras, unless a request names one.',
    ONE_WORD,
    'be one word without spaces',
  )
  readonly cerebrasModel: string = 'gpt-oss-120b';

  @SecretSetting('RUNPOD_API_KEY', 'Key of RunPod.')
  @HasRunpodAddress()
  readonly runpodApiKey?: string;

  @TextSetting(
    'RUNPOD_VLLM_ENDPOINT_ID',
    'Id of the serverless vLLM endpoint.',
    /^[\w-]+$/,
    'be an endpoint id of letters, digits, - and _',
  )
  readonly runpodEndpointId?: string;

  @UrlSetting(
    'RUNPOD_API_BASE',
    "Address of RunPod's API. If it ends in `/v2`, `/<endpoint id>/openai/v1` is added; any other address is used as it is, as that of an OpenAI-compatible server.",
    true,
  )
  readonly runpodApiBase: string = 'https://api.runpod.ai/v2';

  @TextSetting(
    'RUNPOD_DEFAULT_MODEL',
    'Model of RunPod, unless a request names one.',
    ONE_WORD,
    'be one word without spaces',
  )
  readonly runpodModel: string = 'meta-llama/Llama-3.1-8B-Instruct';

  @JsonSetting(
    'LLM_PROVIDERS',
    'More providers, and changes to the two above, as a JSON array: each with `name` or `preset`, and `base_url`, `model`, `api_key`, prices, `timeouts`, `headers` and more. See docs/routing.md.',
    readProviderEntries,
  )
  readonly providers: readonly ProviderSetting[] = [];

  @ChoiceSetting(
    'LLM_ROUTING_STRATEGY',
    'How a provider is chosen, unless a request names a strategy.',
    ROUTING_STRATEGIES,
  )
  readonly strategy: RoutingStrategy = 'balanced';

  @PairsSetting(
    'LLM_MODEL_ALIASES',
    'More names for models, such as `gpt-4o=cerebras/gpt-oss-120b,fast=latency_optimized`: what clients that have a name built in may send as `model`, and what it stands for. An alias may stand for another one.',
    readModelAliases,
  )
  readonly modelAliases: ModelAliases = [];

  @IntegerSetting('LLM_EMBEDDING_INPUTS', 'Most texts of one request for embeddings.', 1, 4_096)
  readonly embeddingInputs: number = 2_048;

  @IntegerSetting(
    'LLM_MAX_EMBEDDINGS_BYTES',
    'Largest answer with embeddings, in bytes; a vector of 1,536 numbers takes 8 KB as base64, and 18 KB as JSON.',
    65_536,
    268_435_456,
  )
  readonly maxEmbeddingsBytes: number = 16 * 1_048_576;

  @IntegerSetting(
    'LLM_DEADLINE_MS',
    'Time for one answer, all attempts together, in ms; of a stream, to its first token.',
    100,
    300_000,
  )
  readonly deadlineMs: number = 30_000;

  @IntegerSetting('LLM_CONNECT_TIMEOUT_MS', 'Time to connect to a provider, in ms.', 50, 60_000)
  readonly connectTimeoutMs: number = 2_000;

  @IntegerSetting(
    'LLM_CONNECTIONS',
    'Most connections to one provider; each carries one call. Keep it at four times `LLM_CONCURRENCY_PER_KEY` or more, so that no key can take all.',
    1,
    100_000,
  )
  readonly connections: number = 1_024;

  @IntegerSetting(
    'LLM_CONNECTION_WAIT_MS',
    'Longest wait for one of these connections, in ms; then the next provider is tried.',
    0,
    60_000,
  )
  readonly connectionWaitMs: number = 250;

  @IntegerSetting(
    'LLM_MAX_ANSWER_BYTES',
    'Largest answer of a provider in one piece, and largest event of a stream, in bytes; a larger one is a failure.',
    65_536,
    67_108_864,
  )
  readonly maxAnswerBytes: number = 4 * 1_048_576;

  @IntegerSetting(
    'LLM_MAX_STREAM_BYTES',
    'Largest stream of a provider, in bytes; a token takes about 300.',
    65_536,
    1_073_741_824,
  )
  readonly maxStreamBytes: number = 64 * 1_048_576;

  @IntegerSetting(
    'LLM_MAX_HELD_BYTES',
    'Most bytes of answers that are held at the same time until they are whole, a quarter of them for one key; beyond that, requests are refused.',
    1_048_576,
    17_179_869_184,
  )
  readonly maxHeldBytes: number = 128 * 1_048_576;

  @IntegerSetting(
    'LLM_MAX_TIMEOUT_MS',
    'Longest time for one answer that a request may set by `x-llm-timeout-ms`, in ms.',
    100,
    3_600_000,
  )
  readonly maxTimeoutMs: number = 300_000;

  @IntegerSetting(
    'LLM_TOKEN_COUNT_MS',
    'Time to count the tokens of one text, in ms; the remainder is estimated.',
    10,
    60_000,
  )
  readonly tokenCountMs: number = 250;

  @IntegerSetting(
    'LLM_SCHEMA_CHECK_MS',
    'Time to check one answer against the JSON schema of its request, in ms; then the request is refused.',
    10,
    60_000,
  )
  readonly schemaCheckMs: number = 200;

  @IntegerSetting(
    'LLM_LEDGER_QUEUE_MB',
    'Most memory for ledger rows that wait for the database, in MiB; further rows are dropped, and reported in the log.',
    1,
    4_096,
  )
  readonly ledgerQueueMb: number = 64;

  @IntegerSetting('LLM_USAGE_MAX_GROUPS', 'Most groups of one usage report; one with more is refused.', 1, 100_000)
  readonly usageMaxGroups: number = 2_000;

  @IntegerSetting('LLM_FIRST_TOKEN_TIMEOUT_MS', 'Time to the first token of a stream, in ms.', 50, 300_000)
  readonly firstTokenTimeoutMs: number = 10_000;

  @IntegerSetting('LLM_IDLE_TIMEOUT_MS', 'Longest silence in the middle of an answer, in ms.', 50, 300_000)
  readonly idleTimeoutMs: number = 10_000;

  @IntegerSetting(
    'LEDGER_RETENTION_DAYS',
    'How long rows of the ledger are kept, in days; 0 keeps them for ever. Those of the running month are always ' +
      'kept, since budgets count them.',
    0,
    36_500,
  )
  readonly ledgerRetentionDays: number = 0;

  @IntegerSetting(
    'LLM_LEARNED_MS',
    'How long it is remembered what a provider refused: fields, forms of structured output, and its context window, in ms.',
    1_000,
    604_800_000,
  )
  readonly learnedMs: number = 3_600_000;

  @IntegerSetting(
    'LLM_NO_CREDIT_MS',
    'How long a provider is left out whose account has no credit, in ms.',
    1_000,
    86_400_000,
  )
  readonly noCreditMs: number = 300_000;

  @IntegerSetting(
    'LLM_LOGGED_FAILURES_PER_MINUTE',
    'Reasons of failed attempts that are logged for each provider and minute; the others are counted.',
    1,
    100_000,
  )
  readonly loggedFailuresPerMinute: number = 60;

  @FlagSetting(
    'LLM_PROPAGATE_TRACE',
    'Sends the `traceparent` of traced requests to providers of language models, for those that you run yourself.',
  )
  readonly propagatesTrace: boolean = false;
}
