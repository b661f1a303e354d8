import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { TrigramSample } from './trigram-sample.js';

/** Half of the texts hold each syllable of "quigra", and two of them the word. */
const TEXTS = Array.from({ length: 500 }, (_, place) => {
  if (place < 2) return `quigra ltd ${place}`;
  return `${place % 2 === 0 ? 'qui' : 'gra'} partners ${place % 4 === 0 ? 'media' : 'foods'}`;
});
const sample = new TrigramSample(TEXTS, 1_000_000);

describe('A sample of leads', () => {
  it.each([
    ['quigra', '%_uigr_%'],
    ['QuiGra', '%_uigr_%'],
    ['zephyrine', '%zephyrine%'],
    ['partners', '%par_____%'],
    ['quipartners', '%_uipa______%'],
  ])('asks the index for %s by the trigrams that tell something: %s', (word, pattern) => {
    expect(sample.patternOf(word)).toBe(pattern);
  });

  it.each(['qui', 'an', 'müller', 'crm-5', "o'brien", '100%', 'ｑｕｉｇｒａ', ''])('leaves %j as it is', (word) => {
    expect(sample.patternOf(word)).toBeUndefined();
  });

  it('leaves all words as they are while it is empty', () => {
    const empty = new TrigramSample([], 0);
    expect(empty.patternOf('partners')).toBeUndefined();
    expect(empty.worthWalking(['partners'], 10)).toBe(0);
  });

  it('makes no pattern that a text with the word does not match', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '1', '2'), minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(letters), letters, letters, (texts, word, other) => {
        const folded = texts.map((text) => text.toLowerCase());
        const pattern = new TrigramSample(folded, 1_000).patternOf(word) ?? '%%';
        const matches = new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`);
        expect(`${other}${word}${other}`.toLowerCase()).toMatch(matches);
        if (folded.length > 0) expect(pattern).toMatch(/[a-z\d]{3}/);
      }),
    );
  });

  it('has as many leads looked at as take half the time in which the index fetches those that it finds', () => {
    // 124 of 500 leads hold both.
    expect(new TrigramSample(TEXTS, 1_000).worthWalking(['Partners', 'media'], 10)).toBe(620);
    expect(sample.worthWalking(['partners', 'media'], 10)).toBe(10_000);
  });

  it.each([
    ['of words that stand in no lead together', ['media', 'foods'], 1_000_000],
    ['of words that so few leads of the sample hold that this may be chance', ['quigra'], 1_000_000],
    ['where the index fetches so few that it is quicker', ['partners', 'media'], 50],
    ['of a word of which it does not know how it is folded', ['müller', 'partners'], 1_000_000],
  ])('has none looked at %s', (_why, words, leads) => {
    expect(new TrigramSample(TEXTS, leads).worthWalking(words, 10)).toBe(0);
  });
});
