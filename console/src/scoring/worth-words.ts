import type { Schemas } from '../api/client';
import { words } from '../ui/format';

type Verdict = Schemas['ScoreWorth']['verdict'];
type Comparison = Schemas['ScoreComparison']['verdict'];

/** What a verdict means for those who sell, and how it looks. */
export const RANKED: Record<Verdict, readonly [label: string, look: string]> = {
  too_few: ['not enough yet', 'off'],
  worse_than_chance: ['upside down', 'bad'],
  no_better_than_chance: ['no better than chance so far', 'warn'],
  better_than_chance: ['better than chance', 'good'],
};

export const COMPARED: Record<Comparison, readonly [label: (first: string, second: string) => string, look: string]> = {
  too_few: [(first, second) => `${first} and ${second}: not enough yet`, 'off'],
  no_difference: [(first, second) => `${first} and ${second} rank alike`, 'off'],
  first_better: [(first, second) => `${first} ranks better than ${second}`, 'good'],
  second_better: [(first, second) => `${second} ranks better than ${first}`, 'good'],
};

const METHODS: Record<string, string> = {
  rules: 'Rules',
  llm: 'Language model',
  learned: 'Learned model',
  cascade: 'Cascade',
};

export function methodName(method: string): string {
  return METHODS[method] ?? words(method);
}
