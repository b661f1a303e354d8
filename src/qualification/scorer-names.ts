import { PROMPT_VERSION } from './llm/prompt.js';
import { RULES_VERSION } from './rules/rules.scoring.js';

/** Names who scored: whenever one of these changes, the same lead and profile can get another score. */
export const RULES = RULES_VERSION;

/** Rules that stood in for a model. */
export const RULES_AS_FALLBACK = `fallback ${RULES_VERSION}`;

/** A model learned from outcomes; the total of the rules is one of its parts. */
export function learnedScorer(version: number): string {
  return `learned-${version} ${RULES_VERSION}`;
}

/** A cascade above a learned model, or above the rules. Which language model it asks now and then does not matter to most leads. */
export function cascadeScorer(version: number | undefined): string {
  return `cascade ${version === undefined ? RULES_VERSION : learnedScorer(version)}`;
}

/** A model, with the instruction that it is given. */
export function modelScorer(model: string): string {
  return `${PROMPT_VERSION} ${model}`;
}
