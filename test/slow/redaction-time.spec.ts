import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { redactText } from '../../src/telemetry/text-redaction.js';
import { busyMs } from '../support/thread-time.js';

const redact = (text: string) => redactText(text, Infinity);

describe('redactText takes time in proportion to the text', () => {
  it.each([
    'a',
    'a.',
    '1',
    '0',
    '1 ',
    '+',
    '%',
    '%40',
    '@',
    'a@',
    '-',
    '_',
    ':',
    '://',
    '://a:',
    'postgres://a:',
    'notes:',
    'token:',
    'token\\',
    'token="',
    'token=\\"',
    '\\',
    '"',
    'token=\\\\"\\',
    'Bearer ',
    'sa_live_',
    '(555) ',
    '030/',
    '+1 ',
    ' ',
    '\u00a0',
    'email',
    '555-',
    'aé',
    'sk-',
    '0123 45 ',
    'eyJ',
    'eyJaaaaaaaa',
    '-eyJaaaaaaaa',
    'eyJaaaaaaaa.',
    '-eyJaaaaaaaa.bbbbbbbb',
    'SG.aaaaaaaaaaaaaaaa.',
    '1//0a-',
    'aaa1Q~',
    '12345678:Aaaaaaaa-',
    'Maaaaaaaaaaaaaaaaaaaaaaaaaaa.',
    'c2FfbGl2ZV',
    'key-0',
    '&sig=',
    '-----BEGIN PRIVATE KEY-----',
    '["token","',
    '%3A%2F%2Fa%3A',
    '%25',
    '&amp;',
    '\\u0041',
    '\r\n',
    ' \n c2Ff',
    'c ',
    '7\n',
  ])('%j again and again', (piece) => {
    for (const end of ['', '!', '@', '"', '1']) {
      const text = piece.repeat(Math.ceil(300_000 / piece.length)) + end;
      expect(redact(text).length).toBeGreaterThan(0);
    }
  });

  it('whatever it is made of', async () => {
    const word = fc.oneof(
      fc.constantFrom(
        'eyJ',
        'sk-',
        'SG.',
        '://',
        ':',
        '@',
        'token',
        '=',
        '"',
        '\\',
        '-',
        '.',
        '_',
        ' ',
        '1',
        'A',
        'notes',
        '[',
      ),
      fc.string({ maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 6 }), async (words) => {
        const piece = words.join('') || ' ';
        const text = piece.repeat(Math.ceil(100_000 / piece.length));
        // A second for a megabyte and 15 patterns, where a quadratic one takes minutes.
        expect(await busyMs(() => redact(text), 400)).toBeLessThan(1_000);
      }),
      { numRuns: 60 },
    );
  });
});
