import { describe, expect, it } from 'vitest';
import { clausedWordsOf, stemOf, wordsOf } from './words.js';

describe('wordsOf', () => {
  it.each([
    ['V.P. of Sales', ['vp', 'of', 'sales']],
    ["Vice President's assistant", ['vice', 'president', 'assistant']],
    ['don’t', ['dont']],
    ['Geschäftsführer', ['geschaftsfuhrer']],
    ['Gescha\u0308ftsfu\u0308hrer', ['geschaftsfuhrer']],
    ['İSTANBUL', ['istanbul']],
    ['IT/Software & R&D', ['it', 'software', 'r', 'd']],
    ['销售 总监', ['销售', '总监']],
    ['👍 -- !!', []],
    ['', []],
  ])('reads %j as %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('takes long runs of combining marks, dots and quotes in its stride', () => {
    expect(wordsOf(`a${'\u0301'.repeat(500_000)}\u0316b`)).toEqual(['ab']);
    expect(wordsOf('a.'.repeat(50_000))).toEqual(['a'.repeat(50_000)]);
    expect(wordsOf("'".repeat(100_000))).toEqual([]);
  });
});

describe('clausedWordsOf', () => {
  it('starts a clause at punctuation, line ends and contrasts, but not at hyphens', () => {
    expect(clausedWordsOf('No. We-two but you\nme - him').map(({ text, clause }) => `${text}${clause}`)).toEqual([
      'no0',
      'we1',
      'two1',
      'you2',
      'me3',
      'him4',
    ]);
  });
});

describe('stemOf', () => {
  it.each([
    ['demos', 'demo'],
    ['evaluating', 'evaluate'],
    ['evaluates', 'evaluated'],
    ['prices', 'pricing'],
    ['hires', 'hiring'],
    ['funded', 'funding'],
    ['competitors', 'competitor'],
  ])('%s is a form of %s', (one, other) => {
    expect(stemOf(one)).toBe(stemOf(other));
  });

  it.each([
    ['news', 'new'],
    ['business', 'busines'],
    ['ring', 'red'],
  ])('%s is no form of %s', (one, other) => {
    expect(stemOf(one)).not.toBe(stemOf(other));
  });
});
