import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { keepSecret } from '../config/secret-values.js';
import { redactText } from './text-redaction.js';
import { CEREBRAS_KEY, KEY, redact } from '../../test/support/redacted-text.js';

describe('redactText takes out', () => {
  it.each([
    '+49 30 1234567',
    '+49 (0)30 1234-567',
    '+1 (555) 123-4567',
    '+15551234567',
    '%2B15551234567',
    '0049 30 1234567',
    '+44\u00a020\u00a07946\u00a00958',
    '+1\u2011555\u2011123\u20114567',
    '(555) 123-4567',
    '1 (555) 123 4567',
    '555-123-4567',
    '555.123.4567',
    '1-555-123-4567',
    '5551234567',
    '15551234567',
    '030 1234567',
    '0171/123 45 67',
    '(030) 123 45 67',
    '01 23 45 67 89',
    '01711234567',
  ])('the phone number %s', (number) => {
    for (const [before, after] of [
      ['', ''],
      ['call ', ' now'],
      ['(', ')'],
      ['"', '",'],
      ['tel:', ': urgent'],
      ['Tel.', '.'],
    ]) {
      expect(redact(`${before}${number}${after}`)).toBe(`${before}[redacted]${after}`);
    }
  });

  it('whatever a key is made of, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[\w-]{8,43}$/), fc.string(), (before, random, after) => {
        expect(redact(`${before} sa_live_${random} ${after}`)).not.toContain(`sa_live_${random}`);
      }),
    );
  });

  it('every address that a lead may have', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z\d][a-z\d._%+-]{0,20}$/), fc.domain(), (name, domain) => {
        expect(redact(`from <${name}@${domain}> to`)).toBe('from <[redacted]> to');
      }),
    );
  });
});

describe('redactText takes out secrets, however they are written', () => {
  const PROVIDER_KEY = 'pk/AB+secretvalue0123456789=="q<&>';
  keepSecret(PROVIDER_KEY);
  const twice = (encode: (text: string) => string) => (text: string) => encode(encode(text));
  const percent = (text: string) => text.replace(/[^a-z]/gi, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  const html = (text: string) => text.replace(/[^a-z\d]/gi, (sign) => `&#${sign.charCodeAt(0)};`);
  const hexHtml = (text: string) => text.replace(/./g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`);
  const named = (text: string) =>
    text.replace(
      /[/+="<>&_]/g,
      (sign) =>
        `&${({ '/': 'sol', '+': 'plus', '=': 'equals', '"': 'quot', '<': 'lt', '>': 'gt', '&': 'amp', _: 'lowbar' } as Record<string, string>)[sign]};`,
    );
  const unicode = (text: string) =>
    text.replace(/\W|_/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const base64 = (before: string) => (text: string) => Buffer.from(`${before}${text}`).toString('base64');
  const wrapped = (end: string) => (text: string) => base64('user:')(text).replace(/.{10}/g, (line) => line + end);
  const json = (text: string) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/');

  const WRITERS: [string, (text: string) => string][] = [
    ['in a URL', percent],
    ['in a URL within a URL', twice(percent)],
    ['in a URL within a URL, as usual', twice(encodeURIComponent)],
    ['in upper case', (text) => text.toUpperCase()],
    [
      'in mixed case',
      (text) => text.replace(/../g, (pair) => pair.toUpperCase().charAt(0) + pair.toLowerCase().charAt(1)),
    ],
    ['in a URL in upper case', (text) => encodeURIComponent(text).toUpperCase()],
    ['in HTML', named],
    ['in HTML within HTML', (text) => named(text).replaceAll('&', '&amp;')],
    ['in HTML by numbers', html],
    ['in HTML by hexadecimal numbers', hexHtml],
    ['in JSON', json],
    ['in JSON within JSON within JSON', (text) => twice(json)(json(text))],
    ['in JSON by numbers', unicode],
    ['in HTML within JSON within a URL', (text) => encodeURIComponent(json(named(text)))],
    ['in Base64', base64('')],
    ['in Base64 with lines', wrapped('\n')],
    ['in Base64 with lines of a mail', wrapped('\r\n')],
    ['in Base64 with indented lines', wrapped('\n   ')],
    ['in Base64 with lines within JSON', (text) => JSON.stringify({ a: wrapped('\r\n')(text) })],
    ['in Base64 within a URL', (text) => encodeURIComponent(base64('x')(text))],
    ['in Base64 with lines within a URL', (text) => encodeURIComponent(wrapped('\n')(text))],
    ['in hexadecimal', (text) => Buffer.from(text).toString('hex').toUpperCase()],
    ['cut off', (text) => text.slice(0, 20)],
    ['cut off in a URL', (text) => percent(percent(text)).slice(0, 60)],
    ['cut off in Base64', (text) => base64('a')(text).slice(0, 40)],
  ];
  it.each(WRITERS)('%s', (way, write) => {
    for (const key of [PROVIDER_KEY, KEY, CEREBRAS_KEY]) {
      const isOpen = key.startsWith('csk');
      const written = write(key);
      // What has no name and no form in Base64 could be anything.
      if (isOpen && /base64|hexa|cut/i.test(way) && !way.includes('HTML')) continue;
      for (const [before, after] of [
        ['', ''],
        ['wrong key ', ' was sent\n    at once'],
        ['"', '", "b": 1'],
        ['(', ')'],
      ]) {
        const redacted = redact(`${before}${written}${after}`);
        expect(redacted).toContain('[redacted]');
        for (let index = 0; index + 14 <= written.length; index += 7) {
          expect(redacted).not.toContain(written.slice(index, index + 14));
        }
      }
    }
  });

  it('and leaves what stands around them', () => {
    expect(redact(`a%20b ${percent(PROVIDER_KEY)} c &amp; d\n at ${html(PROVIDER_KEY)}, x`)).toBe(
      'a%20b [redacted] c &amp; d\n at [redacted], x',
    );
    const plain = 'GET /leads?q=a%2520b%26c&amp;x=&#65; \\u0041 "C:\\\\temp"\n    at Object.<anonymous> (x.js:1:2)';
    expect(redact(plain)).toBe(plain);
  });
});

describe('redactText keeps of a long text', () => {
  it('the beginning, and names the length of the part left out', () => {
    expect(redactText('one two three four', 12)).toBe('one two … (10 more characters)');
    expect(redactText('one', 3)).toBe('one');
  });

  it('no half of a secret that it could not recognize', () => {
    for (let max = 0; max < 60; max++) {
      expect(redactText(`write to dana.reyes@acme.example or ${KEY}`, max)).not.toMatch(/dana|reyes|Zm9v/);
    }
  });
});
