/** Most patterns of one list, and characters of one pattern: a provider's name or a model's, and a little more. */
export const MOST_PATTERNS = 50;
export const LONGEST_PATTERN = 250;

/** As stored: `null` allows everything. */
export interface ModelLimits {
  readonly allowedProviders: readonly string[] | null;
  readonly allowedModels: readonly string[] | null;
}

/** What one pattern is compared with: the text before its first `*`, the texts between, and the one behind its last. */
interface Pattern {
  readonly prefix: string;
  readonly middle: readonly string[];
  /** `undefined` for a pattern without `*`, which is the whole name. */
  readonly suffix: string | undefined;
}

/** The providers and models that an API key may use. */
export class ModelRules {
  private constructor(
    private readonly providers: readonly Pattern[] | undefined,
    private readonly models: readonly Pattern[] | undefined,
  ) {}

  /** The rules of a key; `null` where it may use everything. */
  static of({ allowedProviders, allowedModels }: ModelLimits): ModelRules | null {
    if (allowedProviders === null && allowedModels === null) return null;
    return new ModelRules(allowedProviders?.map(toPattern), allowedModels?.map(toPattern));
  }

  /** Whether the key may use `model` of `provider`. A pattern of models stands for `model` or for `provider/model`. */
  allows(provider: string, model: string): boolean {
    return (
      (this.providers?.some((pattern) => matches(pattern, provider)) ?? true) &&
      (this.models?.some((pattern) => matches(pattern, model) || matches(pattern, `${provider}/${model}`)) ?? true)
    );
  }
}

function toPattern(text: string): Pattern {
  const [prefix = '', ...rest] = text.split('*');
  return { prefix, middle: rest.slice(0, -1).filter((part) => part !== ''), suffix: rest.at(-1) };
}

/**
 * Each part is searched for behind the one before, and never again: a later place of an earlier part could only leave less
 * text for those that follow.
 */
function matches({ prefix, middle, suffix }: Pattern, name: string): boolean {
  if (suffix === undefined) return name === prefix;
  const end = name.length - suffix.length;
  if (prefix.length > end || !name.startsWith(prefix) || !name.endsWith(suffix)) return false;
  let start = prefix.length;
  for (const part of middle) {
    const found = name.indexOf(part, start);
    if (found < 0) return false;
    start = found + part.length;
  }
  return start <= end;
}
