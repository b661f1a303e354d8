import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { given, quoted, quotedList } from './lead-text.js';

describe('given', () => {
  it.each([null, '', '  ', 'N/A', 'unknown', ' - '])('takes %j for nothing', (text) => {
    expect(given(text)).toBeNull();
  });

  it('trims what is there', () => {
    expect(given(' Acme ')).toBe('Acme');
  });
});

describe('quoted', () => {
  it('cuts long text and marks the cut', () => {
    expect(quoted('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`);
    expect(quoted('x'.repeat(10_000))).toBe(`"${'x'.repeat(59)}…"`);
  });

  it('keeps to one line', () => {
    expect(quoted('a\r\n\u0000\tb')).toBe('"a b"');
  });

  it('never cuts a character in half and holds nothing PostgreSQL refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(300), (text, cut) => {
        const result = quoted(text.slice(cut));
        expect(result.isWellFormed()).toBe(true);
        expect(result).not.toMatch(/\p{Cc}/u);
        expect(Array.from(result).length).toBeLessThanOrEqual(62);
      }),
    );
  });
});

describe('quotedList', () => {
  it('counts what it leaves out', () => {
    expect(quotedList(['a', 'b'])).toBe('"a", "b"');
    expect(quotedList(['a', 'b', 'c'], 2)).toBe('"a", "b" and 1 more');
  });
});
