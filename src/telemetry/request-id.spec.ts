import { describe, expect, it } from 'vitest';
import { requestId } from './request-id.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const of = (given?: string) => requestId({ headers: given === undefined ? {} : { 'x-request-id': given } });

describe('requestId', () => {
  it.each(['12345678', 'a'.repeat(128), 'A-b_c.d:9', '49-30-1234567', '0af7651916cd43dd8448eb211c80319c'])(
    'keeps %s',
    (given) => {
      expect(of(given)).toBe(given);
    },
  );

  it.each([
    undefined,
    '',
    '1234567',
    'a'.repeat(129),
    'a b c d e',
    '12345678\n',
    '12345678\r\nSet-Cookie: x',
    '{{7*7}}__',
  ])('replaces %j', (given) => {
    expect(of(given)).toMatch(UUID_V7);
  });

  it.each(['sa_live', 'sa_session', 'sk'])('replaces a key that stands in the wrong header: %s', (prefix) => {
    const key = `${prefix}_${'aB3dE6gH9jK2mN5pQ8sT'.repeat(2)}`;
    expect(of(key)).toMatch(UUID_V7);
  });

  it('gives each request an id of its own', () => {
    expect(of()).not.toBe(of());
  });
});
