import { fromWire } from '../../validation/wire.js';
import type { Example, Examples } from '../learning/example.js';
import type { Rival } from '../learning/rival.js';
import { type FieldChoice, train, type Training } from '../learning/training.js';
import type { ScoringProfile } from '../profile/scoring-profile.js';
import { rateByRules, type RuleFacts } from '../rules/rules.scoring.js';

/** What a training needs; the lines of a part are an outcome and the facts of its lead, by turns. */
export interface TrainingTask {
  parts: SharedArrayBuffer[];
  profile: ScoringProfile;
  choice: FieldChoice;
  /** The model in use, if there is one. */
  rival?: Rival | undefined;
}

/** Learns from outcomes. Leads are parsed when they are asked for, so that not all of them are in memory. */
export default function trainModel({ parts, profile, choice, rival }: TrainingTask): Training {
  return train(new StoredExamples(parts, profile), choice, rival);
}

const NEW_LINE = 10;

/** How a lead ended, and what a language model gave it. */
interface StoredOutcome {
  won: boolean;
  at: number;
  llm: number | null;
}

class StoredExamples implements Examples {
  private readonly lines: { part: Buffer; start: number; middle: number; end: number }[] = [];
  private readonly totals: Float64Array;
  private readonly profile: ScoringProfile;

  constructor(parts: readonly SharedArrayBuffer[], profile: ScoringProfile) {
    this.profile = profile;
    for (const shared of parts) {
      const part = Buffer.from(shared);
      for (let start = 0; start < part.length;) {
        const middle = part.indexOf(NEW_LINE, start);
        const end = part.indexOf(NEW_LINE, middle + 1);
        this.lines.push({ part, start, middle, end });
        start = end + 1;
      }
    }
    this.totals = new Float64Array(this.lines.length).fill(NaN);
  }

  get count(): number {
    return this.lines.length;
  }

  at(index: number): Example {
    const line = this.lines[index];
    if (line === undefined) throw new RangeError(`There is no example ${index}`);
    const { part, start, middle, end } = line;
    const { won, at, llm } = JSON.parse(part.toString('utf8', start, middle)) as StoredOutcome;
    const facts = JSON.parse(part.toString('utf8', middle + 1, end)) as Example['facts'];
    return { facts, rules: this.totalOf(index, facts), isWon: won, at, llm };
  }

  private totalOf(index: number, facts: Example['facts']): number {
    if (Number.isNaN(this.totals[index])) {
      this.totals[index] = rateByRules(fromWire(facts) as RuleFacts, this.profile).score;
    }
    return this.totals[index] ?? 0;
  }
}
