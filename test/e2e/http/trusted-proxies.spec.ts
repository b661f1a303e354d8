import { describe, expect, it } from '@jest/globals';
import { type TestService, useService } from '../../support/test-service.js';
import { bearing, issueKey } from '../../support/callers.js';

const NEAR = '127.0.0.1';

/** The address that the audit log records for a call with these headers. */
async function addressOf(service: TestService, headers: Record<string, string>): Promise<string> {
  const holder = await issueKey(service);
  const made = await service.http
    .post('/api/v1/api-keys')
    .set({ ...bearing(holder), ...headers })
    .send({ name: 'probe', scopes: ['leads:read'] });
  expect(made.status).toBe(201);
  const { body } = await service.http.get('/api/v1/audit-events?limit=1').set(bearing(holder));
  return body.data[0].address as string;
}

describe.each([
  ['by default', {}],
  ['with TRUST_PROXY=false', { TRUST_PROXY: 'false' }],
  ['with proxies elsewhere', { TRUST_PROXY: '10.0.0.0/8,::1' }],
])('A service without trusted proxies, %s', (_how, environment: Record<string, string>) => {
  const service = useService(environment);

  it.each<Record<string, string>>([
    { 'x-forwarded-for': '203.0.113.7' },
    { 'x-forwarded-for': '203.0.113.7, 10.1.2.3' },
    { 'x-real-ip': '203.0.113.7' },
    { forwarded: 'for=203.0.113.7' },
  ])('identifies a caller by the connection alone: %j', async (headers) => {
    expect(await addressOf(service, headers)).toBe(NEAR);
  });
});

describe('a service behind listed proxies', () => {
  const service = useService({ TRUST_PROXY: '127.0.0.1, 10.0.0.0/8' });

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['127.0.0.1, 203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['made up, 203.0.113.7', '203.0.113.7'],
    ['203.0.113.7, made up', NEAR],
    ['x'.repeat(60), NEAR],
    ['203.0.113.7:55123', '203.0.113.7'],
    ['', NEAR],
  ])('trusts X-Forwarded-For: %s as far as proxies wrote it', async (header, address) => {
    expect(await addressOf(service, { 'x-forwarded-for': header })).toBe(address);
  });

  it('trusts no other header', async () => {
    expect(await addressOf(service, { 'x-real-ip': '203.0.113.7', forwarded: 'for=203.0.113.7' })).toBe(NEAR);
  });

  it('counts callers without a key by their own address', async () => {
    const left = async (address: string) => {
      const { headers } = await service.http
        .get('/api/v1/leads')
        .set('x-forwarded-for', address)
        .set('x-api-key', `sa_live_${'A'.repeat(43)}`);
      return Number(headers['ratelimit-remaining']);
    };
    const first = await left('203.0.113.7');
    expect(first).toBeGreaterThan(0);
    expect(await left('203.0.113.8')).toBe(first);
    expect(await left('203.0.113.7')).toBe(first - 1);
  });
});
