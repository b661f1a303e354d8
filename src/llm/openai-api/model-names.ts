import { ConfigurationError } from '../../config/configuration.error.js';
import type { ModelAliases } from '../llm-model-aliases.setting.js';
import { LlmModelNotFoundError } from '../llm.errors.js';
import { ROUTING_STRATEGIES } from '../llm.settings.js';
import { isModelName } from '../providers/answers/model-name.js';
import { BUILT_IN_NAMES } from '../providers/provider-presets.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import type { LlmRequest, Payer } from '../router/llm-request.js';
import { allowedAmong } from '../router/model-access.js';

/** Leaves the choice of the provider to the service. */
export const AUTO = 'auto';

/** Where `model` sends a request. */
export type Target = Pick<LlmRequest, 'strategy' | 'providers' | 'model'>;

/**
 * The values of `model`, and where each leads: `auto`, a strategy, a provider, `provider/model`, the model of a provider
 * by itself, and aliases. They are put together once, so that a request costs one look-up.
 */
export class ModelNames {
  /** By every name that is listed. */
  private readonly targets = new Map<string, Target>();
  private readonly providers: ReadonlySet<string>;

  /**
   * @param others models that an alias may stand for too, although they do not chat
   * @throws ConfigurationError for an alias of something that is not there, and for an alias or a provider that is called as
   * something else is
   */
  constructor(
    private readonly profiles: readonly ProviderProfile[],
    aliases: ModelAliases = [],
    private readonly others: ReadonlySet<string> = new Set(),
  ) {
    this.providers = new Set(profiles.map(({ name }) => name));
    this.add(AUTO, {});
    for (const strategy of ROUTING_STRATEGIES) this.add(strategy, { strategy });
    for (const { name, model } of profiles) {
      if (isReserved(name)) throw new ConfigurationError([`LLM_PROVIDERS must not call a provider ${name}`]);
      this.add(name, { providers: [name] });
      this.add(`${name}/${model}`, { providers: [name], model });
    }
    const byModel = Map.groupBy(profiles, ({ model }) => model);
    for (const [model, own] of byModel) this.add(model, { providers: own.map(({ name }) => name), model });
    for (const [alias, model] of aliases) this.addAlias(alias, model);
  }

  /** Every name that is listed for a caller; `provider/model` may name another model of the provider too. */
  listedFor({ models }: Pick<Payer, 'models'>): string[] {
    const all = [...this.targets];
    const own =
      models === null ? all : all.filter(([, target]) => allowedAmong({ ...target, models }, this.profiles).length > 0);
    return own.map(([name]) => name);
  }

  /** @throws LlmModelNotFoundError, which names some that the caller may use */
  resolve(model: string | null | undefined, caller: Pick<Payer, 'models'>): Target {
    const target = this.find(model ?? AUTO);
    if (target === undefined) throw new LlmModelNotFoundError(model ?? AUTO, this.listedFor(caller));
    return target;
  }

  private find(model: string): Target | undefined {
    const known = this.targets.get(model);
    if (known !== undefined) return known;
    const { provider, name } = splitAtSlash(model);
    return this.providers.has(provider) && isModelName(name) ? { providers: [provider], model: name } : undefined;
  }

  /** The first that has a name keeps it. */
  private add(name: string, target: Target): void {
    if (!this.targets.has(name)) this.targets.set(name, target);
  }

  private addAlias(alias: string, model: string): void {
    if (isReserved(alias) || this.providers.has(alias)) {
      throw new ConfigurationError([`LLM_MODEL_ALIASES must not rename ${alias}, which is no model`]);
    }
    const target = this.find(model);
    if (target !== undefined) this.targets.set(alias, target);
    else if (!this.others.has(model) && !BUILT_IN_NAMES.some((name) => name === splitAtSlash(model).provider)) {
      // One of a built-in provider may be written down before its key is.
      throw new ConfigurationError([`LLM_MODEL_ALIASES must lead to models, but ${alias} stands for ${model}`]);
    }
  }
}

/** Whether a name leaves the choice of the provider to the service. */
function isReserved(name: string): boolean {
  return name === AUTO || ROUTING_STRATEGIES.some((strategy) => strategy === name);
}

export function splitAtSlash(model: string): { provider: string; name: string | undefined } {
  const slash = model.indexOf('/');
  if (slash < 0) return { provider: model, name: undefined };
  return { provider: model.slice(0, slash), name: model.slice(slash + 1) };
}
