import { describe, expect, it, jest } from '@jest/globals';
import type { ChatBody } from './answers/chat-completion.js';
import { LearnedHabits } from './learned-habits.js';
import { ProviderFailure } from './failures/provider-failure.js';
import { DEFAULT_HABITS } from './provider-habits.js';

const profile = { habits: { ...DEFAULT_HABITS, dropFields: ['store'] }, contextWindow: 10_000 };
const learner = (keptMs = 60_000, onLearned = jest.fn()) => ({
  habits: new LearnedHabits(profile, keptMs, onLearned),
  onLearned,
});
const refused = (message: string, failureClass: 'refused' | 'context_length' = 'refused') =>
  new ProviderFailure(failureClass, message, { upstream: { message, type: null, code: null, param: null } });
const sent = (more: Partial<ChatBody> = {}, content = 'x', hasOwnLimit = true) => ({
  wire: { messages: [{ role: 'user', content }], max_tokens: 10, ...more },
  model: 'm',
  hasOwnLimit,
});

describe('LearnedHabits', () => {
  it('believes a refusal for a while', async () => {
    const { habits } = learner(30);
    expect(habits.learnFrom(refused("property 'seed' is unsupported"), sent({ seed: 1 })).failureClass).toBe(
      'unsupported',
    );
    expect(habits.habitsOf('m').dropFields).toEqual(['store', 'seed']);
    expect(habits.habitsOf('other').dropFields).toEqual(['store']);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(habits.habitsOf('m').dropFields).toEqual(['store']);
    expect(habits.facts).toEqual([]);
  });

  it('learns the same only once, however many requests were under way', () => {
    const { habits, onLearned } = learner();
    for (let call = 0; call < 5; call++) {
      expect(habits.learnFrom(refused("property 'seed' is unsupported"), sent({ seed: 1 })).failureClass).toBe(
        'unsupported',
      );
    }
    expect(onLearned).toHaveBeenCalledTimes(1);
    expect(habits.facts).toHaveLength(1);
  });

  it('forgets the first of too many fields, and nothing that was configured', () => {
    const { habits } = learner();
    for (let index = 0; index < 100; index++) {
      habits.learnFrom(refused(`property 'x${index}' is unsupported`), sent({ [`x${index}`]: 1 }));
    }
    const { dropFields } = habits.habitsOf('m');
    expect([dropFields.length, dropFields[0], dropFields.at(-1)]).toEqual([33, 'store', 'x99']);
    expect(habits.facts).toHaveLength(32);
  });

  it('does not believe of a short prompt that it is too long for a window that is not named', () => {
    const { habits } = learner();
    const { failureClass } = habits.learnFrom(refused('Input is too long.', 'context_length'), sent());
    expect([failureClass, habits.contextWindowOf('m')]).toEqual(['context_length', 10_000]);
    habits.learnFrom(refused('Input is too long.', 'context_length'), sent({}, 'word '.repeat(2_000)));
    expect(habits.contextWindowOf('m')).toBeLessThan(3_000);
  });

  it('takes the window that is named, and leaves room in it where the caller set no limit', () => {
    const { habits } = learner();
    const told = refused("This model's maximum context length is 2048 tokens.", 'context_length');
    expect(habits.learnFrom(told, sent({ max_tokens: 2_048 }, 'x', false)).failureClass).toBe('unsupported');
    expect([habits.contextWindowOf('m'), habits.maxTokensOf('m', 1_024)]).toEqual([2_048, 512]);
    const own = habits.learnFrom(told, sent({ max_tokens: 4_000 }));
    expect([own.failureClass, own.facts.contextWindow]).toEqual(['max_tokens', 2_048]);
  });

  it('leaves both limits of tokens out where both are refused', () => {
    const { habits } = learner();
    habits.learnFrom(refused("Unsupported parameter: 'max_tokens'"), sent());
    habits.learnFrom(
      refused("Unsupported parameter: 'max_completion_tokens'"),
      sent({ max_tokens: undefined, max_completion_tokens: 10 }),
    );
    expect(habits.habitsOf('m')).toMatchObject({
      tokensField: 'max_completion_tokens',
      dropFields: ['store', 'max_completion_tokens'],
    });
  });
});
