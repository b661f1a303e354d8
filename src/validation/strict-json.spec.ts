import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseStrictJson } from './strict-json.js';

const MAX_VALUES = 10_000;
/** Quotes, backslashes and the signs of JSON, in any order. */
const text = fc.string({ unit: fc.constantFrom('"', '\\', ':', ',', '{', '}', '[', ']', 'a', '\n', '中') });
const members = fc.dictionary(
  text.map((key) => `k${key}`),
  text,
  { maxKeys: 8 },
);

describe('strict JSON', () => {
  it('reads what JSON.stringify writes, whatever its texts hold', () => {
    fc.assert(
      fc.property(members, (value) => {
        expect(parseStrictJson(JSON.stringify(value), MAX_VALUES)).toEqual(value);
      }),
      { seed: 1 },
    );
  });

  it('refuses a key that is given twice, whatever stands before it', () => {
    fc.assert(
      fc.property(members, (value) => {
        const twice = `${JSON.stringify({ first: 1, ...value }).slice(0, -1)},"first":2}`;
        expect(() => parseStrictJson(twice, MAX_VALUES)).toThrow('The body gives a key twice');
      }),
      { seed: 1 },
    );
  });

  it.each(['{"a":"', '{"a":"\\', '{"a":"\\"', '"', '{"a":"b\\\\\\"}'])('refuses %s, whose text does not end', (cut) => {
    expect(() => parseStrictJson(cut, MAX_VALUES)).toThrow('The body is not valid JSON');
  });
});
