import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { busyMs, cpuMs } from '../../test/support/thread-time.js';
import { MalformedRequestError } from '../errors/request.errors.js';
import { parseStrictJson, strictJsonSteps } from './strict-json.js';

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

  describe('holds the event loop for less than 50 ms a step, in the largest body there may be, of', () => {
    const BYTES = 2 * 1024 * 1024;
    const VALUES = 40_000;
    const TWICE = '"a":1,"a":2}';
    const repeat = (piece: string) => piece.repeat(BYTES / piece.length - 20);
    const values = (piece: (n: number) => string, count = VALUES - 20) =>
      Array.from({ length: count }, (_, n) => piece(n));
    const objects = (key: (n: number) => string) =>
      values(() => `{${values((n) => `${JSON.stringify(key(n))}:1`, 999).join()}}`, VALUES / 1_000 - 1).join();

    it.each([
      ['objects with many long keys', `{"z":[${objects((n) => `k${n}`.padEnd(45, 'x'))}],${TWICE}`],
      ['keys with escapes', `{"z":[${objects((n) => `"${n}"`.padEnd(43, 'x'))}],${TWICE}`],
      ['small objects', `{"z":[${values((n) => `{"${n}":1}`, VALUES / 2 - 20).join()}],${TWICE}`],
      [
        'nested objects',
        `{"z":[${values(() => `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`, VALUES / 62).join()}],${TWICE}`,
      ],
      ['white space', `{"z":${repeat(' \n')}1,${TWICE}`],
      ['escaped quotes', `{"z":"${repeat('\\"')}",${TWICE}`],
      ['backslashes', `{"z":"${repeat('\\\\')}",${TWICE}`],
      ['escaped letters', `{"z":"${repeat('\\u0041')}",${TWICE}`],
      ['long numbers', `{"z":[${values((n) => `1${n}`.padEnd(50, '7')).join()}]}`],
      ['numbers of 17 digits', `{"z":[${values((n) => `1.2345${String(n * 7919).padStart(12, '3')}`).join()}]}`],
      ['numbers close to zero', `{"z":[${values((n) => `1.${'1234567'.repeat(4)}e-30${n % 8}`).join()}]}`],
      ['exponents', `{"z":[${values((n) => `${n % 9}.5e-32${n % 4}`).join()}]}`],
      ['numbers with 300 zeros', `{"z":[${values(() => `1${'0'.repeat(300)}.5`, 6_000).join()}]}`],
      ['one number', `{"z":${'9'.repeat(BYTES - 10)}}`],
      ['texts of digits', `{"z":"${repeat('123456789012345 ')}"}`],
    ])('%s', (_, text) => {
      expect(text.length).toBeLessThanOrEqual(BYTES);
      let longest = Infinity;
      for (let run = 0; run < 5 && longest > 50; run++) longest = Math.min(longest, longestStep(text));
      expect(longest).toBeLessThan(50);
    });

    function longestStep(text: string): number {
      const steps = strictJsonSteps(text, VALUES, []);
      for (let longest = 0; ;) {
        const startedAt = cpuMs();
        let isOver: boolean | undefined = true;
        try {
          isOver = steps.next().done;
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedRequestError);
        }
        longest = Math.max(longest, cpuMs() - startedAt);
        if (isOver === true) return longest;
      }
    }
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
