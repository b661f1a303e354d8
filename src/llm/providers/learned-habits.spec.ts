import { describe, expect, it, vi } from 'vitest';
import type { ChatBody } from './answers/chat-completion.js';
import { AdaptedFailure } from './adapted-failure.js';
import { maxTokensIn } from './known-habits.js';
import { LearnedHabits } from './learned-habits.js';
import { ProviderFailure } from './failures/provider-failure.js';
import { DEFAULT_HABITS } from './provider-habits.js';

const profile = { habits: { ...DEFAULT_HABITS, dropFields: ['store'] }, contextWindow: 10_000 };
const learner = (keptMs = 60_000, onLearned = vi.fn()) => ({
  habits: new LearnedHabits(profile, keptMs, onLearned),
  onLearned,
});
const refused = (message: string, failureClass: 'refused' | 'context_length' = 'refused') =>
  new ProviderFailure(failureClass, message, { upstream: { message, type: null, code: null, param: null } });
const CALLER = 'k1';
type Sent = Parameters<LearnedHabits['learnFrom']>[1];
const sent = (
  habits: LearnedHabits,
  more: Partial<ChatBody> = {},
  { content = 'x', hasOwnLimit = true, caller = CALLER, model = 'm' } = {},
): Sent => ({
  wire: { messages: [{ role: 'user', content }], max_tokens: 10, ...more },
  ...{ model, caller, hasOwnLimit, known: habits.of(model, caller), lessons: [] },
});
/** Teaches what a refusal says, by a request that is answered once it is sent as the provider takes it. */
const teach = (habits: LearnedHabits, failure: ProviderFailure, request: Sent): void => {
  const meant = habits.learnFrom(failure, request);
  if (meant instanceof AdaptedFailure) habits.confirm({ ...request, ...meant.adaptation });
};
const droppedFor = (habits: LearnedHabits, caller = CALLER, model = 'm') => habits.of(model, caller).habits.dropFields;

describe('LearnedHabits', () => {
  it('believes a refusal for a while, once the provider has answered without what it refused', async () => {
    const { habits } = learner(30);
    const request = sent(habits, { seed: 1 });
    const failure = habits.learnFrom(refused("property 'seed' is unsupported"), request) as AdaptedFailure;
    expect([failure.failureClass, failure.adaptation.known.habits.dropFields]).toEqual([
      'unsupported',
      ['store', 'seed'],
    ]);
    expect(droppedFor(habits)).toEqual(['store']);
    habits.confirm({ ...request, ...failure.adaptation });
    expect(droppedFor(habits)).toEqual(['store', 'seed']);
    expect(droppedFor(habits, CALLER, 'other')).toEqual(['store']);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(droppedFor(habits)).toEqual(['store']);
    expect(habits.factsFor(CALLER)).toEqual([]);
  });

  it('learns the same only once, however many requests were under way', () => {
    const { habits, onLearned } = learner();
    const requests = Array.from({ length: 5 }, () => sent(habits, { seed: 1 }));
    for (const request of requests) teach(habits, refused("property 'seed' is unsupported"), request);
    expect(onLearned).toHaveBeenCalledTimes(1);
    expect(habits.factsFor(CALLER)).toHaveLength(1);
  });

  it('forgets the first of too many fields, and nothing that was configured', () => {
    const { habits } = learner();
    for (let index = 0; index < 100; index++) {
      teach(habits, refused(`property 'x${index}' is unsupported`), sent(habits, { [`x${index}`]: 1 }));
    }
    const dropFields = droppedFor(habits);
    expect([dropFields.length, dropFields[0], dropFields.at(-1)]).toEqual([33, 'store', 'x99']);
    expect(habits.factsFor(CALLER)).toHaveLength(32);
  });

  it('does not believe of a short prompt that it is too long for a window that is not named', () => {
    const { habits } = learner();
    const untold = refused('Input is too long.', 'context_length');
    expect(habits.learnFrom(untold, sent(habits)).failureClass).toBe('context_length');
    expect(habits.contextWindowOf('m', CALLER)).toBe(10_000);
    habits.learnFrom(untold, sent(habits, {}, { content: 'word '.repeat(2_000) }));
    expect(habits.contextWindowOf('m', CALLER)).toBeLessThan(3_000);
  });

  it('does not believe in a window that is larger than all that was sent', () => {
    const { habits } = learner();
    const told = refused('The limit is 8192 tokens.', 'context_length');
    expect(habits.learnFrom(told, sent(habits)).facts.contextWindow).toBeUndefined();
    expect(habits.contextWindowOf('m', CALLER)).toBe(10_000);
  });

  it('takes the window that is named, and leaves room in it where the caller set no limit', () => {
    const { habits } = learner();
    const told = refused("This model's maximum context length is 2048 tokens.", 'context_length');
    teach(habits, told, sent(habits, { max_tokens: 2_048 }, { hasOwnLimit: false }));
    expect(habits.contextWindowOf('m', CALLER)).toBe(2_048);
    expect(maxTokensIn(habits.of('m', CALLER), 1_024)).toBe(512);
    const own = habits.learnFrom(told, sent(habits, { max_tokens: 4_000 }));
    expect([own.failureClass, own.facts.contextWindow]).toEqual(['max_tokens', 2_048]);
  });

  it('asks for a shorter answer where our own limit was too much', () => {
    const { habits, onLearned } = learner();
    const ours = { hasOwnLimit: false };
    const untold = refused('max_tokens is too large: 1024.', 'context_length');
    // Where no smaller one is known, the caller has to set one.
    expect(habits.learnFrom(untold, sent(habits, { max_tokens: 1_024 }, ours)).failureClass).toBe('max_tokens');
    const told = refused(
      'max_tokens: 1024 > 100, which is the maximum allowed number of output tokens',
      'context_length',
    );
    teach(habits, told, sent(habits, { max_tokens: 1_024 }, ours));
    expect(maxTokensIn(habits.of('m', CALLER), 1_024)).toBe(100);
    expect(onLearned).toHaveBeenCalledWith(expect.objectContaining({ habit: 'max_tokens', value: '100' }));
    expect(habits.contextWindowOf('m', CALLER)).toBe(10_000);
    // A caller who set one is told that it is too large.
    expect(habits.learnFrom(told, sent(habits, { max_tokens: 1_024 })).failureClass).toBe('max_tokens');
  });

  it('asks for what a prompt leaves of the window, if that is worth it, for this request alone', () => {
    const { habits } = learner();
    const asked = (prompt: number) =>
      habits.learnFrom(
        refused(
          `This model's maximum context length is 8192 tokens. However, you requested ${prompt + 1_024} tokens (${prompt} in the messages, 1024 in the completion).`,
          'context_length',
        ),
        sent(habits, { max_tokens: 1_024 }, { hasOwnLimit: false, content: 'word '.repeat(7_500) }),
      );
    const fits = asked(7_892) as AdaptedFailure;
    expect([fits.failureClass, maxTokensIn(fits.adaptation.known, 1_024)]).toEqual(['unsupported', 300]);
    expect(fits.adaptation.lessons).toMatchObject([{ habit: 'context_window', value: '8192' }]);
    expect(asked(8_100).failureClass).toBe('context_length');
  });

  it('leaves both limits of tokens out where both are refused', () => {
    const { habits } = learner();
    teach(habits, refused("Unsupported parameter: 'max_tokens'"), sent(habits));
    const other = { max_tokens: undefined, max_completion_tokens: 10 };
    teach(habits, refused("Unsupported parameter: 'max_completion_tokens'"), sent(habits, other));
    expect(habits.of('m', CALLER).habits).toMatchObject({
      tokensField: 'max_completion_tokens',
      dropFields: ['store', 'max_completion_tokens'],
    });
  });
});

describe('What the requests of one caller teach', () => {
  const words = "property 'seed' is unsupported";
  const long = { content: 'word '.repeat(5_000) };
  const window = (size: number) => refused(`maximum context length is ${size} tokens`, 'context_length');

  it('holds for that caller alone, until another one is taught the same', () => {
    const { habits } = learner();
    teach(habits, refused(words), sent(habits, { seed: 1 }));
    teach(habits, refused(words), sent(habits, { seed: 1 }));
    expect([droppedFor(habits), droppedFor(habits, 'k2')]).toEqual([['store', 'seed'], ['store']]);
    expect(habits.factsFor('k2')).toEqual([]);
    teach(habits, refused(words), sent(habits, { seed: 1 }, { caller: 'k2' }));
    expect(droppedFor(habits, 'k3')).toEqual(['store', 'seed']);
    expect(habits.factsFor('k3')).toMatchObject([{ model: 'm', habit: 'drop_fields', value: 'seed' }]);
  });

  it('holds for all at once where the names of the error say so', () => {
    const { habits } = learner();
    const upstream = { message: 'x', type: null, code: 'unsupported_parameter', param: 'seed' };
    teach(habits, new ProviderFailure('refused', 'x', { upstream }), sent(habits, { seed: 1 }));
    expect(droppedFor(habits, 'k2')).toEqual(['store', 'seed']);
    const named = { message: 'x', type: null, code: 'context_length_exceeded', param: null };
    const { message } = window(300);
    habits.learnFrom(new ProviderFailure('context_length', message, { upstream: named }), sent(habits, {}, long));
    expect(habits.contextWindowOf('m', 'k2')).toBe(300);
  });

  it('is not believed where the provider refuses the changed request as well', () => {
    const { habits } = learner();
    expect(habits.learnFrom(refused(words), sent(habits, { seed: 1 }))).toBeInstanceOf(AdaptedFailure);
    expect(droppedFor(habits)).toEqual(['store']);
  });

  it('makes a window no smaller for others than two of them were told', () => {
    const { habits } = learner();
    habits.learnFrom(window(300), sent(habits, {}, long));
    expect([habits.contextWindowOf('m', CALLER), habits.contextWindowOf('m', 'k2')]).toEqual([300, 10_000]);
    habits.learnFrom(window(4_096), sent(habits, {}, { ...long, caller: 'k2' }));
    expect(['k2', 'k3'].map((caller) => habits.contextWindowOf('m', caller))).toEqual([4_096, 4_096]);
  });
});
