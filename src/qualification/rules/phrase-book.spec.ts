import { describe, expect, it } from 'vitest';
import { PhraseBook } from './phrase-book.js';
import { stemOf, wordsOf } from '../words.js';

const book = new PhraseBook([
  ['President', 'high'],
  ['Vice-President', 'lower'],
  ['president', 'a second spelling'],
  ['!!!', 'nothing'],
]);

describe('PhraseBook', () => {
  it('prefers the longest phrase at each place', () => {
    expect(book.longest(wordsOf('Vice President and President'))).toEqual([
      { value: 'lower', start: 0, end: 2 },
      { value: 'high', start: 3, end: 4 },
    ]);
  });

  it('finds overlapping phrases by all()', () => {
    expect(book.all(wordsOf('vice president')).map(({ value }) => value)).toEqual(['lower', 'high']);
  });

  it('matches whole words only', () => {
    expect(book.all(wordsOf('presidential vicepresident'))).toEqual([]);
    expect(book.all([])).toEqual([]);
  });

  it('is not fooled by names every object has', () => {
    expect(book.all(['constructor', '__proto__'])).toEqual([]);
  });

  it('compares words in the given form', () => {
    expect(new PhraseBook([['evaluating', 1]], stemOf).all(['evaluates'].map(stemOf))).toHaveLength(1);
  });
});
