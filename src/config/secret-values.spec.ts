import { describe, expect, it } from 'vitest';
import { hideSecretValues, keepSecret } from './secret-values.js';

const hide = (text: string) => hideSecretValues(text, '***');

describe('Values that are kept secret', () => {
  it('are hidden wherever they stand, and however they are written', () => {
    keepSecret('k3y+of/a=provider', 'sho7t', 'postgresql://me:p%40ss"w\\rd1@db:5432/leads', 'abc');
    expect(hide('xk3y+of/a=providery and k3y%2Bof%2Fa%3Dprovider')).toBe('x***y and ***');
    expect(hide('k3y of/a=provider, k3y+of\\/a=provider')).toBe('***, ***');
    expect(hide('connected as me with p@ss"w\\rd1')).toBe('connected as me with ***');
    expect(hide(JSON.stringify({ text: 'p@ss"w\\rd1' }))).toBe('{"text":"***"}');
    expect(hide('sho7t, sho7ter')).toBe('***, sho7ter');
    expect(hide('abc')).toBe('abc');
  });

  it('in Base64 at any place of a text, and in hexadecimal', () => {
    keepSecret('another-key-of-a-provider');
    for (const before of ['', 'a', 'ab', 'user:']) {
      for (const encoding of ['base64', 'base64url', 'hex'] as const) {
        const text = Buffer.from(`${before}another-key-of-a-provider, and more`).toString(encoding);
        expect(hideSecretValues(text, '[hidden]')).toContain('[hidden]');
        expect(hideSecretValues(text.toUpperCase(), '[hidden]')).toContain('[hidden]');
      }
    }
  });

  it('in any case of letters, and cut off', () => {
    keepSecret('Qd7-secret-of-a-provider/long', 'https://me:hunter22@gateway.example/v1');
    expect(hide('QD7-SECRET-OF-A-PROVIDER/LONG and qd7-secret-of-A-provider/long')).toBe('*** and ***');
    expect(hide('key Qd7-secret-of… or "Qd7-secret-of-a"')).toBe('key ***… or "***"');
    expect(hide('Qd7-secret is short, and Qd7-secret-ofX another word')).toBe(
      'Qd7-secret is short, and Qd7-secret-ofX another word',
    );
    expect(hide('https://me:HUNTER22@gateway.example, https://metoo')).toBe(
      'https://me:***@gateway.example, https://metoo',
    );
  });
});
