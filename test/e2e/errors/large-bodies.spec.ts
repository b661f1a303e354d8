import { describe, expect, it } from 'vitest';
import { brokenRules } from '../../support/failure.js';
import { useService } from '../../support/test-service.js';

const service = useService();

describe('a body of 1 MB that breaks every rule', () => {
  const MAX_ANSWER = 10_000;
  const many = (count: number, item: unknown) => Array.from({ length: count }, () => item);
  const requests: [string, string, string, unknown][] = [
    ['a list of numbers', 'POST', '/api/v1/leads', many(500_000, 1)],
    ['a list of 19,000 objects', 'POST', '/api/v1/leads', many(19_000, {})],
    ['19,000 scopes', 'POST', '/api/v1/api-keys', { name: 'x', scopes: many(19_000, 'admin') }],
    ['19,000 company sizes', 'PUT', '/api/v1/scoring-profile', { company_sizes: many(19_000, {}) }],
    ['company sizes with 900 fields each', 'PUT', '/api/v1/scoring-profile', { company_sizes: many(20, wide(900)) }],
    [
      'long names',
      'POST',
      '/api/v1/leads',
      Object.fromEntries(many(9, 0).map((_, n) => [`${n}${'x'.repeat(1e5)}`, 1])),
    ],
    ['a long list of libraries', 'POST', '/v1/research', { query: 'x', libraries: many(19_000, 'react') }],
  ];

  function wide(fields: number) {
    return Object.fromEntries(Array.from({ length: fields }, (_, n) => [`f${n}`, n]));
  }

  it.each(requests)('%s: the answer is short', async (_, method, path, body) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(service.url + path, { method, headers, body: JSON.stringify(body) });
    expect([400, 422]).toContain(response.status);
    expect((await response.text()).length).toBeLessThan(MAX_ANSWER);
  });

  it('the answer names ten problems, and says how many there are', async () => {
    const { status, body } = await service.http.post('/api/v1/leads').send(wide(900));
    expect(status).toBe(422);
    expect(body.details).toMatchObject({ errors: { length: 10 }, problem_count: 901 });
    expect(body.message).toMatch(/; and 891 more$/);
  });

  it('the answer to a list of leads has one problem', async () => {
    const { status, body } = await service.http.post('/api/v1/leads').send([{ company_name: 'Acme' }]);
    expect([status, brokenRules(body)]).toEqual([422, ['body: is_object']]);
  });
});
