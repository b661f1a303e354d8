import type { LeadFactsDocument } from '../../leads/lead-facts.js';

/** A lead as it was first judged, and how it ended. */
export interface Example {
  facts: Partial<LeadFactsDocument>;
  /** The total of the rules, 0-100. */
  rules: number;
  /** What a language model gave the lead, 0-100, if one was asked. */
  llm?: number | null;
  isWon: boolean;
  /** When the outcome came, in ms since 1970. */
  at: number;
}

/** Examples that are read one by one, so that not all of them need to be in memory. Each may be asked for several times. */
export interface Examples {
  readonly count: number;
  at(index: number): Example;
}
