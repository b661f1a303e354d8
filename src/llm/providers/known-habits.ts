import { answerThatFits } from './failures/context-length.js';
import { type ProviderHabits, type StructuredOutput, type TokensField } from './provider-habits.js';

/** Fields that are remembered for one model; callers may send names of their own to be refused. */
const MOST_DROPPED = 32;

export const LEARNED_HABITS = [
  ...(['tokens_field', 'stream_options', 'structured_output', 'drop_fields', 'context_window', 'max_tokens'] as const),
  'tool_call_id_length',
] as const;
export type LearnedHabit = (typeof LEARNED_HABITS)[number];

/** One thing that a provider told us of itself, as `GET /llm/providers` shows it. */
export interface LearnedFact {
  model: string;
  habit: LearnedHabit;
  value: string;
  at: Date;
}

/** What a refusal says of a model, before it is believed. */
export interface Lesson extends Pick<LearnedFact, 'habit' | 'value'> {
  /** Whether the provider says so where no caller's words can stand: in the names of its error. */
  isCertain: boolean;
}

/** What a model takes, as far as it is known. */
export interface KnownHabits {
  readonly habits: ProviderHabits;
  /** Where a refusal taught it, in tokens. */
  readonly contextWindow: number | undefined;
  /** Most tokens of an answer, where a refusal taught it. */
  readonly answerLimit?: number | undefined;
  readonly facts: readonly LearnedFact[];
}

/** A request changed by what its refusals taught: believed only when the provider answers it. */
export interface Adaptation {
  readonly known: KnownHabits;
  readonly lessons: readonly Lesson[];
}

export function knows({ facts }: KnownHabits, { habit, value }: Pick<LearnedFact, 'habit' | 'value'>): boolean {
  return facts.some((fact) => fact.habit === habit && fact.value === value);
}

/** Limit of an answer for which the caller set none: less where the window, or the most that is allowed, turned out to be small. */
export function maxTokensIn({ contextWindow, answerLimit }: KnownHabits, defaultMaxTokens: number): number {
  const limits = [answerLimit, contextWindow === undefined ? undefined : answerThatFits(contextWindow)];
  return Math.min(defaultMaxTokens, ...limits.filter((limit) => limit !== undefined));
}

/**
 * What is known with one fact more. Of too many fields that are dropped, the one that was learned first is forgotten.
 * @param configured fields that are dropped in any case
 */
export function withFact(known: KnownHabits, fact: LearnedFact, configured: readonly string[]): KnownHabits {
  const next = applied(known, fact, configured);
  const isCurrent = ({ habit, value }: LearnedFact) =>
    habit === 'drop_fields' ? next.habits.dropFields.includes(value) : habit !== fact.habit;
  return { ...next, facts: [...known.facts.filter(isCurrent), fact] };
}

function applied(known: KnownHabits, { habit, value }: LearnedFact, configured: readonly string[]): KnownHabits {
  const { habits } = known;
  switch (habit) {
    case 'tokens_field':
      return { ...known, habits: { ...habits, tokensField: value as TokensField } };
    case 'stream_options':
      return { ...known, habits: { ...habits, streamOptions: false } };
    case 'structured_output':
      return { ...known, habits: { ...habits, structuredOutput: value as StructuredOutput } };
    case 'context_window':
      return { ...known, contextWindow: Number(value) };
    case 'max_tokens':
      return { ...known, answerLimit: Number(value) };
    case 'tool_call_id_length':
      return { ...known, habits: { ...habits, toolCallIdLength: Number(value) } };
    case 'drop_fields': {
      const learned = [...habits.dropFields.slice(configured.length), value].slice(-MOST_DROPPED);
      return { ...known, habits: { ...habits, dropFields: [...configured, ...learned] } };
    }
  }
}
