import { describe, expect, it } from 'vitest';
import { AuthenticationFailedError } from '../access.errors.js';
import { readCredential, refuseAmbiguity } from './authenticator.service.js';

const KEY = `sa_live_${'a'.repeat(43)}`;

function read(rawHeaders: string[], query: Record<string, unknown> = {}): string | undefined {
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers[rawHeaders[index]?.toLowerCase() ?? ''] ??= rawHeaders[index + 1] ?? '';
  }
  refuseAmbiguity({ query, raw: { rawHeaders } });
  return readCredential({ headers });
}

describe('the credential of a request', () => {
  it.each([
    [[], undefined],
    [['Authorization', `Bearer ${KEY}`], KEY],
    [['AUTHORIZATION', `bearer  ${KEY}`], KEY],
    [['X-Api-Key', ` ${KEY} `], KEY],
    [['Authorization', 'Basic dXNlcjpwYXNz'], 'Basic dXNlcjpwYXNz'],
    [['Authorization', 'Bearer'], 'Bearer'],
    [['Authorization', `Bearer ${KEY} ${KEY}`], `Bearer ${KEY} ${KEY}`],
  ])('of %j is %j', (headers, credential) => {
    expect(read(headers)).toBe(credential);
  });

  it.each([
    [['Authorization', `Bearer ${KEY}`, 'X-API-Key', KEY]],
    [['Authorization', `Bearer ${KEY}`, 'authorization', `Bearer ${KEY}`]],
    [['X-API-Key', KEY, 'x-api-key', KEY]],
    [['Authorization', 'Bearer of-a-proxy', 'X-API-Key', 'another']],
    [['Authorization', '', 'X-API-Key', '']],
    [['Authorization', 'Bearer a', 'authorization', 'Bearer b']],
  ])('is refused if there is more than one: %j', (headers) => {
    expect(() => read(headers)).toThrow(AuthenticationFailedError);
  });

  it('is refused without a scheme', () => {
    expect(() => read(['Authorization', KEY])).toThrow('Bearer');
  });

  it.each([
    [['Authorization', 'Bearer of-an-identity-proxy', 'X-API-Key', KEY]],
    [['Authorization', 'Basic dXNlcjpwYXNz', 'X-API-Key', KEY]],
    [['Authorization', '', 'X-API-Key', KEY]],
    [['Authorization', `Bearer ${KEY}`, 'X-API-Key', '']],
    [['Authorization', `Bearer ${KEY}`, 'X-API-Key', 'of-a-gateway']],
  ])('is the one of ours beside one that is not: %j', (headers) => {
    expect(read(headers)).toBe(KEY);
  });

  it.each([
    { api_key: 'x' },
    { API_KEY: '' },
    { apikey: KEY },
    { 'X-Api-Key': KEY },
    { access_token: KEY },
    { search: KEY },
    { search: ['a', KEY] },
    { [KEY]: '' },
  ])('is refused in the query: %j', (query) => {
    expect(() => read([], query)).toThrow(AuthenticationFailedError);
  });

  it('is accepted beside a query without a credential', () => {
    expect(read(['X-API-Key', KEY], { search: 'api_key', limit: '5', tags: ['a', 'b'] })).toBe(KEY);
  });
});
