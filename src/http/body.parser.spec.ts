import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseJsonBody } from './body.parser.js';

const MAX_VALUES = 20_000;

const parse = (text: string) => parseJsonBody(Buffer.from(text), MAX_VALUES);

describe('parseJsonBody', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        if (
          !/__proto__|prototype|constructor|toString|valueOf|toLocaleString|isPrototypeOf|hasOwnProperty|propertyIsEnumerable|__\w+__/.test(
            text,
          )
        )
          expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('reads an empty body as undefined', () => {
    expect(parse('')).toBeUndefined();
  });

  it.each([
    ['broken JSON', '{"a":'],
    ['a trailing comma', '{"a":1,}'],
    ['a comment', '{"a":1} // one'],
    ['a key twice', '{"a":1,"a":2}'],
    ['a key twice further down', '{"a":[{"b":1,"c":{},"b":2}]}'],
    ['a key twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['a __proto__ key', '{"__proto__":{"admin":true}}'],
    ['an abyss', '['.repeat(100_000)],
    ['a closed abyss', `${'['.repeat(65)}${']'.repeat(65)}`],
  ])('refuses %s', (_what, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ errorCode: 'MALFORMED_REQUEST' }));
  });

  it('accepts the same key in different objects, and brackets in strings', () => {
    expect(parse('[{"a":1},{"a":{"a":"[[[{{{\\""}}]')).toEqual([{ a: 1 }, { a: { a: '[[[{{{"' } }]);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseJsonBody(Buffer.from([0x22, 0xc3, 0x28, 0x22]), MAX_VALUES)).toThrow(/UTF-8/);
  });
});
