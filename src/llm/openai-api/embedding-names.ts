import type { ModelAliases } from '../llm-model-aliases.setting.js';
import { LlmEmbeddingsNotConfiguredError, LlmModelNotFoundError } from '../llm.errors.js';
import { ROUTING_STRATEGIES } from '../llm.settings.js';
import { isModelName } from '../providers/answers/model-name.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import type { Payer } from '../router/llm-request.js';
import { allowedAmong } from '../router/model-access.js';
import { AUTO, splitAtSlash, type Target } from './model-names.js';

/**
 * The values of `model` in a request for embeddings, and where each leads. Vectors of two models cannot be compared, so a
 * request falls back to other providers of the same model only, and `auto` always means the model of the first provider
 * that has one.
 */
export class EmbeddingNames {
  private readonly aliases: ReadonlyMap<string, string>;

  /** @param profiles the providers that make embeddings, with the models of these */
  constructor(
    private readonly profiles: readonly ProviderProfile[],
    aliases: ModelAliases = [],
  ) {
    this.aliases = new Map(aliases);
  }

  /** The models, and their aliases, for a caller who may use them. */
  listedFor({ models }: Pick<Payer, 'models'>): string[] {
    const allowed = allowedAmong({ models }, this.profiles);
    const whole = allowed.map(({ name, model }) => `${name}/${model}`);
    const names = [...whole, ...new Set(allowed.map(({ model }) => model))];
    return [...names, ...[...this.aliases].flatMap(([alias, model]) => (names.includes(model) ? alias : []))];
  }

  /** @throws LlmEmbeddingsNotConfiguredError, LlmModelNotFoundError */
  resolve(given: string | null | undefined, caller: Pick<Payer, 'models'>): Target {
    if (this.profiles.length === 0) throw new LlmEmbeddingsNotConfiguredError();
    const model = given ?? AUTO;
    const target = this.find(this.aliases.get(model) ?? model, caller);
    if (target === undefined) throw new LlmModelNotFoundError(model, this.listedFor(caller));
    return target;
  }

  private find(model: string, { models }: Pick<Payer, 'models'>): Target | undefined {
    const strategy = ROUTING_STRATEGIES.find((name) => name === model);
    const [first] = allowedAmong({ models }, this.profiles);
    if (model === AUTO || strategy !== undefined) return { ...this.sharing(first?.model), strategy };
    if (this.profiles.some(({ name }) => name === model)) return { providers: [model] };
    const { provider, name } = splitAtSlash(model);
    const hasProvider = this.profiles.some((profile) => profile.name === provider);
    return hasProvider && isModelName(name) ? { providers: [provider], model: name } : this.sharing(model);
  }

  /** All providers of a model. */
  private sharing(model: string | undefined): Target | undefined {
    const own = this.profiles.filter((profile) => profile.model === model);
    return own.length === 0 ? undefined : { providers: own.map(({ name }) => name), model };
  }
}
