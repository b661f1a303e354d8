import { isModelName } from './providers/answers/model-name.js';

/** What `LLM_MODEL_ALIASES` says: each alias, and what it stands for in the end, which is no alias. */
export type ModelAliases = readonly (readonly [alias: string, model: string])[];

const MOST_ALIASES = 1_000;
/** A mistake in a longer chain of aliases is hard to find. */
const LONGEST_CHAIN = 20;

/**
 * The aliases of a list of pairs, each followed to its end.
 * @throws Error whose message ends the sentence "LLM_MODEL_ALIASES ..."
 */
export function readModelAliases(pairs: [alias: string, model: string][]): ModelAliases {
  if (pairs.length > MOST_ALIASES) throw new Error(`must have at most ${MOST_ALIASES} aliases`);
  const direct = new Map<string, string>();
  for (const [alias, model] of pairs) {
    if (!isModelName(alias) || !isModelName(model)) {
      throw new Error('must be a comma-separated list of alias=model, such as gpt-4o=cerebras/gpt-oss-120b');
    }
    if (direct.has(alias)) throw new Error(`must name ${alias} once`);
    direct.set(alias, model);
  }
  return Array.from(direct.keys(), (alias) => [alias, endOf(alias, direct)] as const);
}

function endOf(alias: string, direct: ReadonlyMap<string, string>): string {
  const chain = [alias];
  for (let next = direct.get(alias); next !== undefined; next = direct.get(next)) {
    if (chain.includes(next)) throw new Error(`must not lead in a circle: ${[...chain, next].join(' -> ')}`);
    if (chain.length > LONGEST_CHAIN) throw new Error(`must not lead over ${LONGEST_CHAIN} aliases, as ${alias} does`);
    chain.push(next);
  }
  return chain.at(-1) ?? alias;
}
