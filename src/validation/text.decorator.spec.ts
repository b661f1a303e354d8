import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { textProblem } from './text.decorator.js';

const LAYOUT = ['\t', '\n', '\r'];

describe('textProblem', () => {
  it('refuses every control character, but for layout in texts of many lines', () => {
    const controls = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).filter(
      (character) => character < ' ' || character >= '\x7f',
    );
    expect(controls).toHaveLength(65);
    for (const control of controls) {
      expect(textProblem(`a${control}b`, false)).toBe('must not contain control characters');
      const isLayout = LAYOUT.includes(control);
      expect(textProblem(`a${control}b`, true)).toBe(isLayout ? undefined : 'must not contain control characters');
    }
  });

  it('refuses surrogates without their partner, and nothing else that has no controls', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, multiline) => {
        if (/\p{Cc}/u.test(text)) return;
        expect(textProblem(text, multiline)).toBeUndefined();
        expect(textProblem(`${text}\ud800`, multiline)).toBe('must be well-formed Unicode');
        expect(textProblem(`\udc00${text}`, multiline)).toBe('must be well-formed Unicode');
      }),
    );
  });
});
