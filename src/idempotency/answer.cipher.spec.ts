import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { openAnswer, sealAnswer } from './answer.cipher.js';

const SECRET = `sa_live_${'k'.repeat(43)}`;
const OTHER = `sa_live_${'o'.repeat(43)}`;
const CONTEXT = Buffer.from('a'.repeat(64), 'hex');
const ANSWER = '{"contact_email":"dana.reyes@acme.example"}';

describe('an answer', () => {
  it.each([SECRET, undefined])('comes back as it was (secret: %s)', (secret) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (answer) => {
        expect(openAnswer(sealAnswer(answer, CONTEXT, secret), CONTEXT, secret)).toBe(answer);
      }),
    );
  });

  it('cannot be read without its secret, with another, or for another context', () => {
    const sealed = sealAnswer(ANSWER, CONTEXT, SECRET);
    expect(sealed.toString('latin1')).not.toContain('dana');
    expect(openAnswer(sealed, CONTEXT, OTHER)).toBeUndefined();
    expect(openAnswer(sealed, CONTEXT, undefined)).toBeUndefined();
    expect(openAnswer(sealed, Buffer.alloc(32), SECRET)).toBeUndefined();
  });

  it('is not opened if a single bit of it was changed', () => {
    const sealed = sealAnswer(ANSWER, CONTEXT, SECRET);
    for (let index = 1; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      expect(openAnswer(changed, CONTEXT, SECRET)).toBeUndefined();
    }
  });

  it('is sealed differently each time', () => {
    expect(sealAnswer(ANSWER, CONTEXT, SECRET)).not.toEqual(sealAnswer(ANSWER, CONTEXT, SECRET));
  });
});
