import { describe, expect, it } from 'vitest';
import { readModelAliases } from './llm-model-aliases.setting.js';

const read = (...pairs: string[]) => readModelAliases(pairs.map((pair) => pair.split('=') as [string, string]));

describe('LLM_MODEL_ALIASES', () => {
  it('follows each alias to its end', () => {
    expect(read('a=b', 'b=c', 'c=cerebras/x', 'd=auto')).toEqual([
      ['a', 'cerebras/x'],
      ['b', 'cerebras/x'],
      ['c', 'cerebras/x'],
      ['d', 'auto'],
    ]);
  });

  it.each([
    [['a=a'], 'must not lead in a circle: a -> a'],
    [['x=a', 'a=b', 'b=c', 'c=a'], 'must not lead in a circle: x -> a -> b -> c -> a'],
    [['gpt-4o=auto', 'gpt-4o=cerebras'], 'must name gpt-4o once'],
    [['gpt-4o='], /^must be a comma-separated list of alias=model/],
    [['=auto'], /^must be a comma-separated list of alias=model/],
    [['a b=auto'], /^must be a comma-separated list of alias=model/],
    [[`${'x'.repeat(201)}=auto`], /^must be a comma-separated list of alias=model/],
    [Array.from({ length: 1_001 }, (_, index) => `a${index}=auto`), 'must have at most 1000 aliases'],
    [Array.from({ length: 30 }, (_, index) => `a${index}=a${index + 1}`), 'must not lead over 20 aliases, as a0 does'],
  ])('refuses %j by name', (pairs, message) => {
    expect(() => read(...pairs)).toThrow(message);
  });
});
