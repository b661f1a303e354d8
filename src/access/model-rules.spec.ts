import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { busyMs } from '../../test/support/thread-time.js';
import { LONGEST_PATTERN, ModelRules, MOST_PATTERNS } from './model-rules.js';

const rulesOf = (allowedModels: string[] | null, allowedProviders: string[] | null = null) =>
  ModelRules.of({ allowedProviders, allowedModels })!;

describe('ModelRules', () => {
  it('are none for a key that may use everything', () => {
    expect(ModelRules.of({ allowedProviders: null, allowedModels: null })).toBeNull();
  });

  it.each([
    ['gpt-oss-120b', 'cerebras', 'gpt-oss-120b', true],
    ['gpt-oss-120b', 'cerebras', 'gpt-oss-120b-large', false],
    ['gpt-*', 'cerebras', 'gpt-oss-120b', true],
    ['GPT-*', 'cerebras', 'gpt-oss-120b', false],
    ['*-120b', 'cerebras', 'gpt-oss-120b', true],
    ['*oss*', 'cerebras', 'gpt-oss-120b', true],
    ['gpt*oss*b', 'cerebras', 'gpt-oss-120b', true],
    ['gpt*oss*x', 'cerebras', 'gpt-oss-120b', false],
    ['meta-llama/*', 'runpod', 'meta-llama/Llama-3.1-8B-Instruct', true],
    ['runpod/*', 'runpod', 'meta-llama/Llama-3.1-8B-Instruct', true],
    ['runpod/meta-llama/*', 'runpod', 'meta-llama/Llama-3.1-8B-Instruct', true],
    ['runpod/*', 'cerebras', 'gpt-oss-120b', false],
    ['*', 'cerebras', 'anything', true],
    ['**', 'cerebras', 'anything', true],
    ['a*a', 'x', 'a', false],
    ['ab*ba', 'x', 'aba', false],
    ['gpt.oss', 'x', 'gpt-oss', false],
    ['[a-z]*', 'x', 'gpt', false],
  ])('with the model pattern %s: %s/%s is allowed: %s', (pattern, provider, model, isAllowed) => {
    expect(rulesOf([pattern]).allows(provider, model)).toBe(isAllowed);
  });

  it('allow what both a provider and a model pattern match', () => {
    const rules = rulesOf(['gpt-*'], ['cere*', 'openai']);
    expect(rules.allows('cerebras', 'gpt-oss-120b')).toBe(true);
    expect(rules.allows('openai', 'gpt-4o')).toBe(true);
    expect(rules.allows('openai', 'o3')).toBe(false);
    expect(rules.allows('runpod', 'gpt-oss-120b')).toBe(false);
    expect(rulesOf(null, ['cerebras']).allows('cerebras', 'anything')).toBe(true);
  });

  it('match as a regular expression would', () => {
    const text = (...letters: string[]) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 12 });
    fc.assert(
      fc.property(text('a', 'b', '*'), text('a', 'b'), (pattern, name) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
        const isMatch = expression.test(name) || expression.test(`ba/${name}`);
        expect(rulesOf([pattern]).allows('ba', name)).toBe(isMatch);
      }),
      { numRuns: 2_000 },
    );
  });

  it('take no time for patterns that would make a search go back and forth', async () => {
    const patterns = Array.from({ length: MOST_PATTERNS }, () => '*a'.repeat(LONGEST_PATTERN / 2 - 1) + '*b');
    const rules = rulesOf(patterns);
    const look = () => {
      expect(rules.allows('x', 'a'.repeat(200))).toBe(false);
    };
    expect(await busyMs(look, 10)).toBeLessThan(10);
  });
});
