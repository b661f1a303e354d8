import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { busyMs } from '../../test/support/thread-time.js';
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

  describe('numbers that a double cannot hold', () => {
    it.each([
      ['12345678901234567890', '12345678901234567890'],
      ['-9007199254740993', '-9007199254740993'],
      ['0.12345678901234567890', '0.12345678901234567890'],
      ['1234567890.1234567890', '1234567890.1234567890'],
      ['1e-400', '1e-400'],
      ['12345678901234567890e3', '12345678901234567890e3'],
    ])('%s is its text', (number, text) => {
      expect(parseStrictJson(`{"a":[${number}]}`, MAX_VALUES, [])).toEqual({ a: [text] });
    });

    it.each(['0.30000000000000004', '9007199254740992', '100000000000000000000', '1.50', '1e21', '5e-324', '0e-500'])(
      '%s, which it can hold, is a number',
      (number) => {
        expect(parseStrictJson(`{"a":${number}}`, MAX_VALUES, [])).toEqual({ a: Number(number) });
      },
    );

    it('are rounded outside the members that are named', () => {
      const text = '{"id":12345678901234567890,"params":{"arguments":{"id":12345678901234567890},"x":[1]}}';
      expect(parseStrictJson(text, MAX_VALUES, ['params', 'arguments'])).toEqual({
        ...{ id: 12345678901234567000, params: { arguments: { id: '12345678901234567890' }, x: [1] } },
      });
      expect(parseStrictJson('[12345678901234567890]', MAX_VALUES, ['params'])).toEqual([12345678901234567000]);
      expect(parseStrictJson('12345678901234567890', MAX_VALUES)).toBe(12345678901234567000);
    });

    it('are read in less than 50 ms, however long', async () => {
      for (const number of ['9'.repeat(60_000), `0.${'0'.repeat(60_000)}1`, '-'.repeat(60_000)]) {
        const text = `[${number}]`;
        const ms = await busyMs(() => attempt(text), 50);
        expect([number.length, ms < 50]).toEqual([number.length, true]);
      }
    });

    function attempt(text: string): unknown {
      try {
        return parseStrictJson(text, MAX_VALUES, []);
      } catch (error) {
        return error;
      }
    }
  });
});
