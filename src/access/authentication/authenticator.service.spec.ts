import { describe, expect, it } from '@jest/globals';
import { AuthenticationFailedError } from '../access.errors.js';
import { readCredential, refuseAmbiguity } from './authenticator.service.js';

const KEY = `sa_live_${'a'.repeat(43)}`;

function read(rawHeaders: string[], query: Record<string, unknown> = {}, isBehindGateway = false): string | undefined {
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers[rawHeaders[index]?.toLowerCase() ?? ''] ??= rawHeaders[index + 1] ?? '';
  }
  refuseAmbiguity({ query, raw: { rawHeaders } }, isBehindGateway);
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
    [['Authorization', '', 'X-API-Key', KEY]],
  ])('is refused if there is more than one: %j', (headers) => {
    expect(() => read(headers)).toThrow(AuthenticationFailedError);
  });

  it('is refused without a scheme', () => {
    expect(() => read(['Authorization', KEY])).toThrow('Bearer');
  });

  it('is the X-API-Key behind a gateway that passes its own Authorization on', () => {
    expect(read(['Authorization', 'Bearer of-the-gateway', 'X-API-Key', KEY], {}, true)).toBe(KEY);
    const twice = ['Authorization', `Bearer ${KEY}`, 'X-API-Key', KEY];
    expect(() => read(twice, {}, true)).toThrow(AuthenticationFailedError);
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
