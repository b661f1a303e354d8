import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseCompanySize } from './company-size.js';

describe('parseCompanySize', () => {
  it.each<[string, number, number | null]>([
    ['50-200', 50, 200],
    ['50 – 200 employees', 50, 200],
    ['50—200', 50, 200],
    ['11 to 50', 11, 50],
    ['between 10 and 50 people', 10, 50],
    ['200-50', 50, 200],
    ['1000-5000', 1000, 5000],
    ['501-1,000 employees', 501, 1000],
    ['1-5k', 1000, 5000],
    ['500-1k', 500, 1000],
    ['5k-10k', 5000, 10_000],
    ['Mid-sized (51-200)', 51, 200],
    ['1,000+', 1000, null],
    ['10k+', 10_000, null],
    ['10,001+ employees', 10_001, null],
    ['500 or more', 500, null],
    ['at least 50', 50, null],
    ['>= 50', 50, null],
    ['over 500', 501, null],
    ['more than 1000', 1001, null],
    ['> 1.000', 1001, null],
    ['<10', 1, 9],
    ['under 50', 1, 49],
    ['less than 50 employees', 1, 49],
    ['up to 50', 1, 50],
    ['no more than 50', 1, 50],
    ['max. 50', 1, 50],
    ['50 or fewer', 1, 50],
    ['200', 200, 200],
    ['about 40 people', 40, 40],
    ['~40', 40, 40],
    ['40-person team', 40, 40],
    ['Team of 12', 12, 12],
    ['1.5k', 1500, 1500],
    ['2 thousand', 2000, 2000],
    ["1'000", 1000, 1000],
    ['1.000', 1000, 1000],
    ['1 000 Mitarbeiter', 1000, 1000],
    ['12\u202f000', 12_000, 12_000],
    ['２００', 200, 200],
    ['self-employed', 1, 1],
    ['Just me', 1, 1],
    ['0-1 employees', 0, 1],
  ])('reads %j as %d to %j', (text, min, max) => {
    expect(parseCompanySize(text)).toEqual({ min, max });
  });

  it.each([
    ['', 'nothing'],
    ['   ', 'nothing'],
    ['huge', 'no number'],
    ['$10,000', 'money'],
    ['10%', 'a share'],
    ['10M', 'rather revenue'],
    ['10kg', 'another unit'],
    ['12.5', 'half a person'],
    ['-5', 'below zero'],
    ['<1', 'no employee'],
    ['50 employees, 3 offices', 'two numbers'],
    ['founded 1998', 'a year'],
    ['1-2-3', 'too many dashes'],
    ['99999999999999999999', 'more than mankind'],
    ['٣٠٠', 'digits it does not know'],
  ])('does not guess at %j: %s', (text) => {
    expect(parseCompanySize(text)).toBeNull();
  });

  it.each(['1'.repeat(100_000), '1,000'.repeat(20_000), '- '.repeat(50_000), `1${' 000'.repeat(50_000)}0`])(
    'refuses hostile text',
    (text) => {
      expect(parseCompanySize(text)).toBeNull();
      expect(parseCompanySize(text.slice(0, 100))).toBeNull();
    },
  );

  it('answers a sound range or null for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9k .,<>+-]{0,12}$/)), (text) => {
        const range = parseCompanySize(text);
        if (range === null) return;
        expect(range.min).toBeGreaterThanOrEqual(0);
        expect(range.max ?? range.min).toBeGreaterThanOrEqual(range.min);
      }),
    );
  });

  it('reads back every range it is written', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        expect(parseCompanySize(`${min}-${max}`)).toEqual({ min, max });
        expect(parseCompanySize(`${min.toLocaleString('en')} to ${max.toLocaleString('en')}`)).toEqual({ min, max });
      }),
    );
  });
});
