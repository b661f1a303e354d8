import { LRUCache } from 'lru-cache';
import type { ChatBody } from './answers/chat-completion.js';
import { answerThatFits, lengthProblemIn } from './failures/context-length.js';
import { ProviderFailure, type UpstreamError } from './failures/provider-failure.js';
import {
  isDroppable,
  type ProviderHabits,
  STRUCTURED_OUTPUTS,
  TOKENS_FIELDS,
  type TokensField,
} from './provider-habits.js';
import type { ProviderProfile } from './provider-profile.js';
import { refusedFields, refusesFormat } from './refused-fields.js';

/** Models of one provider of which something is remembered. */
const MOST_MODELS = 100;
/** Fields that are remembered for one model; callers may send names of their own to be refused. */
const MOST_DROPPED = 32;
const SMALLEST_WINDOW = 256;
/** A prompt that is shorter was hardly refused because of a window that the error does not even name. */
const LONG_PROMPT = 1_000;
const CHARACTERS_PER_TOKEN = 4;

/** One thing that a provider told us of itself, as `GET /llm/providers` shows it. */
export interface LearnedFact {
  model: string;
  habit: 'tokens_field' | 'stream_options' | 'structured_output' | 'drop_fields' | 'context_window';
  value: string;
  at: Date;
}

interface Learned {
  habits: ProviderHabits;
  contextWindow: number | undefined;
  facts: LearnedFact[];
}

/** A request as it was sent. */
export interface SentRequest {
  wire: ChatBody;
  model: string;
  /** Whether the caller limited the tokens of the answer. */
  hasOwnLimit: boolean;
}

/**
 * What a provider takes, for each of its models: as configured, until its refusals say otherwise. It is forgotten after a
 * while, since endpoints are started anew with other models and windows.
 */
export class LearnedHabits {
  private readonly models: LRUCache<string, Learned>;

  /** @param keptMs how long something is believed */
  constructor(
    private readonly profile: Pick<ProviderProfile, 'habits' | 'contextWindow'>,
    keptMs: number,
    private readonly onLearned: (fact: LearnedFact) => void,
  ) {
    this.models = new LRUCache({ max: MOST_MODELS, ttl: keptMs });
  }

  habitsOf(model: string): ProviderHabits {
    return this.models.get(model)?.habits ?? this.profile.habits;
  }

  /** Most tokens of prompt and answer together. */
  contextWindowOf(model: string): number {
    return this.models.get(model)?.contextWindow ?? this.profile.contextWindow;
  }

  /** Limit of an answer for which the caller set none: less where the window turned out to be small. */
  maxTokensOf(model: string, defaultMaxTokens: number): number {
    const window = this.models.get(model)?.contextWindow;
    return window === undefined ? defaultMaxTokens : Math.min(defaultMaxTokens, answerThatFits(window));
  }

  get facts(): LearnedFact[] {
    return Array.from(this.models.values(), ({ facts }) => facts).flat();
  }

  /**
   * Takes from a failure what it says of the provider.
   * @returns the failure as it is meant: `unsupported` where the same request, sent once more, will be another one
   */
  learnFrom(failure: ProviderFailure, sent: SentRequest): ProviderFailure {
    const { failureClass, facts } = failure;
    if (failureClass === 'context_length') return this.learnWindow(failure, sent);
    if (failureClass !== 'refused' || facts.upstream === undefined) return failure;
    const error = { ...facts.upstream, message: failure.message };
    return this.learnRefusal(error, sent) ? again(failure) : failure;
  }

  private learnRefusal(error: UpstreamError, { wire, model }: SentRequest): boolean {
    const fields = refusedFields(error, wire);
    const changes = fields.map((field) => this.learnField(field, model));
    if (refusesFormat(error, wire)) changes.push(this.learnFormat(String(wire.response_format?.type), model));
    return changes.includes(true);
  }

  /** @returns whether the request will be another one */
  private learnField(field: string, model: string): boolean {
    const tokensField = TOKENS_FIELDS.find((one) => one === field);
    if (tokensField !== undefined) return this.learnTokensField(tokensField, model);
    const { streamOptions, dropFields } = this.habitsOf(model);
    // Another request may have learned it while this one was under way.
    if (field === 'stream_options') return !streamOptions || this.learnStreamOptions(model);
    return isDroppable(field) && (dropFields.includes(field) || this.learnDropped(field, model));
  }

  private learnStreamOptions(model: string): true {
    return this.learn(model, { streamOptions: false }, { habit: 'stream_options', value: 'false' });
  }

  /** Of too many, the one that was learned first is forgotten. */
  private learnDropped(field: string, model: string): true {
    const configured = this.profile.habits.dropFields;
    const learned = [...this.habitsOf(model).dropFields.slice(configured.length), field].slice(-MOST_DROPPED);
    return this.learn(model, { dropFields: [...configured, ...learned] }, { habit: 'drop_fields', value: field });
  }

  /** The other name; where that one was refused before, neither is sent. */
  private learnTokensField(refused: TokensField, model: string): boolean {
    const isLearned = this.models.get(model)?.facts.some(({ habit }) => habit === 'tokens_field') === true;
    const other = refused === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    if (!isLearned) return this.learn(model, { tokensField: other }, { habit: 'tokens_field', value: other });
    if (this.habitsOf(model).tokensField === other) return true;
    return this.learnDropped(refused, model);
  }

  private learnFormat(refused: string, model: string): boolean {
    const next = STRUCTURED_OUTPUTS[STRUCTURED_OUTPUTS.findIndex((one) => one === refused) + 1];
    if (next === undefined) return false;
    const known = STRUCTURED_OUTPUTS.indexOf(this.habitsOf(model).structuredOutput);
    if (known >= STRUCTURED_OUTPUTS.indexOf(next)) return true;
    return this.learn(model, { structuredOutput: next }, { habit: 'structured_output', value: next });
  }

  private learnWindow(failure: ProviderFailure, { wire, model, hasOwnLimit }: SentRequest): ProviderFailure {
    const prompt = Math.ceil(JSON.stringify(wire.messages).length / CHARACTERS_PER_TOKEN);
    const maxTokens = wire.max_completion_tokens ?? wire.max_tokens ?? 0;
    const { isPrompt, window } = lengthProblemIn(failure.message, { prompt, maxTokens });
    const known = this.contextWindowOf(model);
    const learned = window ?? (isPrompt && prompt >= LONG_PROMPT ? Math.min(known, prompt) : undefined);
    if (learned !== undefined && learned !== known) this.rememberWindow(Math.max(learned, SMALLEST_WINDOW), model);
    const mayFit = !isPrompt && !hasOwnLimit && this.maxTokensOf(model, maxTokens) < maxTokens;
    if (mayFit) return again(failure);
    const failureClass = isPrompt || !hasOwnLimit ? 'context_length' : 'max_tokens';
    return renamed(failure, failureClass, window);
  }

  private rememberWindow(contextWindow: number, model: string): void {
    this.remember(model, { contextWindow }, { habit: 'context_window', value: String(contextWindow) });
  }

  private learn(model: string, change: Partial<ProviderHabits>, fact: Pick<LearnedFact, 'habit' | 'value'>): true {
    this.remember(model, { habits: { ...this.habitsOf(model), ...change } }, fact);
    return true;
  }

  private remember(
    model: string,
    change: Partial<Pick<Learned, 'habits' | 'contextWindow'>>,
    { habit, value }: Pick<LearnedFact, 'habit' | 'value'>,
  ): void {
    const fact: LearnedFact = { model, habit, value, at: new Date() };
    const known = this.models.get(model) ?? { habits: this.profile.habits, contextWindow: undefined, facts: [] };
    const next = { ...known, ...change };
    const isCurrent = (one: LearnedFact) =>
      one.habit === 'drop_fields' ? next.habits.dropFields.includes(one.value) : one.habit !== habit;
    this.models.set(model, { ...next, facts: [...known.facts.filter(isCurrent), fact] });
    this.onLearned(fact);
  }
}

function again(failure: ProviderFailure): ProviderFailure {
  return renamed(failure, 'unsupported', undefined);
}

function renamed(
  failure: ProviderFailure,
  failureClass: ProviderFailure['failureClass'],
  contextWindow: number | undefined,
): ProviderFailure {
  return new ProviderFailure(
    failureClass,
    failure.message,
    { ...failure.facts, contextWindow },
    { cause: failure.cause },
  );
}
