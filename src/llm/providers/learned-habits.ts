import { LRUCache } from 'lru-cache';
import { AdaptedFailure } from './adapted-failure.js';
import { ProviderFailure } from './failures/provider-failure.js';
import { type KnownHabits, knows, type LearnedFact, type Lesson, maxTokensIn, withFact } from './known-habits.js';
import { lengthLessonIn, lessonsIn, type SentRequest } from './lessons.js';
import type { ProviderProfile } from './provider-profile.js';

/** Models of one provider of which something is remembered, for all callers, and for single ones. */
const MOST_MODELS = 100;
const MOST_OWN = 1_000;

/** Tokens that are worth asking for, in what a prompt leaves of a window. */
const SMALLEST_ANSWER = 128;

/** A lesson that one caller's request was taught. */
interface Sighting {
  caller: string;
  value: string;
}

/**
 * What a provider takes, for each of its models: as configured, until its refusals say otherwise. A refusal may repeat what a
 * caller sent, so a lesson is believed only once the provider has answered the request that was changed by it, and holds for
 * that caller alone until it is certain: by the names of the error, or because another caller was taught the same. It is
 * forgotten after a while, since endpoints are started anew with other models and windows.
 */
export class LearnedHabits {
  private readonly configured: KnownHabits;
  private readonly shared: LRUCache<string, KnownHabits>;
  /** By caller and model. */
  private readonly own: LRUCache<string, KnownHabits>;
  private readonly sightings: LRUCache<string, Sighting>;

  /** @param keptMs how long something is believed */
  constructor(
    private readonly profile: Pick<ProviderProfile, 'habits' | 'contextWindow'>,
    keptMs: number,
    private readonly onLearned: (fact: LearnedFact) => void,
  ) {
    this.configured = { habits: profile.habits, contextWindow: undefined, facts: [] };
    this.shared = new LRUCache({ max: MOST_MODELS, ttl: keptMs });
    this.own = new LRUCache({ max: MOST_OWN, ttl: keptMs });
    this.sightings = new LRUCache({ max: MOST_OWN, ttl: keptMs });
  }

  /** What `model` takes of `caller`. */
  of(model: string, caller: string): KnownHabits {
    if (this.own.size === 0 && this.shared.size === 0) return this.configured;
    return this.own.get(keyOf(caller, model)) ?? this.shared.get(model) ?? this.configured;
  }

  /** Most tokens of prompt and answer together. */
  contextWindowOf(model: string, caller: string): number {
    return this.of(model, caller).contextWindow ?? this.profile.contextWindow;
  }

  /** What is believed for `caller`, of every model. */
  factsFor(caller: string): LearnedFact[] {
    const own = Array.from(this.own.entries()).flatMap(([key, { facts }]) =>
      key.startsWith(keyOf(caller, '')) ? facts : [],
    );
    const shared = Array.from(this.shared.values()).flatMap(({ facts }) => facts);
    const all = [...shared, ...own].map((fact) => [[fact.model, fact.habit, fact.value].join(' '), fact] as const);
    return [...new Map(all).values()];
  }

  /**
   * Takes from a failure what it says of the provider.
   * @returns the failure as it is meant: an `AdaptedFailure` where the same request, sent once more, will be another one
   */
  learnFrom(failure: ProviderFailure, sent: SentRequest): ProviderFailure {
    const { failureClass, facts } = failure;
    if (failureClass === 'context_length') return this.learnWindow(failure, sent);
    if (failureClass !== 'refused' || facts.upstream === undefined) return failure;
    const lessons = lessonsIn({ ...facts.upstream, message: failure.message }, sent);
    return lessons.length > 0 ? this.adapted(failure, sent, lessons) : failure;
  }

  /** Believes what changed a request that the provider has answered. */
  confirm({ lessons, model, caller }: SentRequest): void {
    for (const lesson of lessons) this.believe(lesson, model, caller);
  }

  private learnWindow(failure: ProviderFailure, sent: SentRequest): ProviderFailure {
    const { model, caller, wire, hasOwnLimit } = sent;
    const { isPrompt, window, prompt, lessons } = lengthLessonIn(failure, sent, this.contextWindowOf(model, caller));
    const maxTokens = wire.max_completion_tokens ?? wire.max_tokens ?? 0;
    if (!isPrompt && !hasOwnLimit) {
      const room = window === undefined || prompt === undefined ? undefined : window - prompt;
      const adapted = this.adapted(failure, sent, lessons, room);
      if (maxTokensIn(adapted.adaptation.known, maxTokens) < maxTokens) return adapted;
    }
    for (const lesson of lessons) this.believe(lesson, model, caller);
    // Where the caller set no limit, a prompt that leaves no room for an answer is too long.
    const meant = isPrompt || (!hasOwnLimit && window !== undefined) ? 'context_length' : 'max_tokens';
    const facts = { ...failure.facts, contextWindow: window };
    return new ProviderFailure(meant, failure.message, facts, { cause: failure.cause });
  }

  /** @param room for the answer to this request alone, in tokens */
  private adapted(
    failure: ProviderFailure,
    sent: SentRequest,
    lessons: readonly Lesson[],
    room?: number,
  ): AdaptedFailure {
    const known = lessons.reduce((so, lesson) => this.withLesson(so, lesson, sent.model), sent.known);
    const answerLimit = Math.min(known.answerLimit ?? Infinity, room ?? Infinity);
    const isRoomy = room !== undefined && room >= SMALLEST_ANSWER;
    const adaptation = { known: isRoomy ? { ...known, answerLimit } : known, lessons: [...sent.lessons, ...lessons] };
    return new AdaptedFailure(failure, adaptation);
  }

  private believe(lesson: Lesson, model: string, caller: string): void {
    const known = this.of(model, caller);
    if (!knows(known, lesson)) {
      const next = this.withLesson(known, lesson, model);
      this.own.set(keyOf(caller, model), next);
      const fact = next.facts.at(-1);
      if (fact !== undefined) this.onLearned(fact);
    }
    const certain = lesson.isCertain ? lesson : this.confirmed(lesson, model, caller);
    const shared = this.shared.get(model) ?? this.configured;
    if (certain !== undefined && !knows(shared, certain))
      this.shared.set(model, this.withLesson(shared, certain, model));
  }

  /** The lesson as two callers were taught it: of two windows the larger one, which neither can make smaller alone. */
  private confirmed(lesson: Lesson, model: string, caller: string): Lesson | undefined {
    const { habit, value } = lesson;
    const key = [habit === 'context_window' ? '' : value, habit, model].join(' ');
    const seen = this.sightings.get(key);
    this.sightings.set(key, { caller, value });
    if (seen === undefined || seen.caller === caller) return undefined;
    return habit === 'context_window'
      ? { ...lesson, value: String(Math.max(Number(seen.value), Number(value))) }
      : lesson;
  }

  private withLesson(known: KnownHabits, { habit, value }: Lesson, model: string): KnownHabits {
    return withFact(known, { model, habit, value, at: new Date() }, this.profile.habits.dropFields);
  }
}

function keyOf(caller: string, model: string): string {
  return `${caller} ${model}`;
}
