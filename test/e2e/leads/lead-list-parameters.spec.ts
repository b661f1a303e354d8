import { describe, expect, it } from 'vitest';
import { useService } from '../../support/test-service.js';
import { brokenRules, expectFailure } from '../../support/failure.js';

const service = useService();

describe('parameters', () => {
  it.each<[string, string]>([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=1e1', 'limit'],
    ['limit=0x10', 'limit'],
    ['limit=%2010', 'limit'],
    ['limit=', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=9999999999999999999999', 'limit'],
    ['limit=1&limit=1', 'limit'],
    ['sort=', 'sort'],
    ['sort=id', 'sort'],
    ['sort=--created_at', 'sort'],
    ['sort=created_at;drop table leads', 'sort'],
    ['sort=created_at&sort=created_at', 'sort'],
    ['status=', 'status'],
    ['status=NEW', 'status'],
    ['tier=E', 'tier'],
    ['tier=A&tier=A', 'tier'],
    ['tier=A,A', 'tier'],
    ['tier=A,', 'tier'],
    ['tier=', 'tier'],
    ['method=magic', 'method'],
    ['country=DE,Atlantis', 'country'],
    ['country=n/a', 'country'],
    ['source=a%07,b', 'source'],
    [`source=${Array.from({ length: 21 }, (_, at) => at).join()}`, 'source'],
    [`industry=a,${'b'.repeat(201)}`, 'industry'],
    ['updated_after=yesterday', 'updated_after'],
    ['min_score=-1', 'min_score'],
    ['min_score=101', 'min_score'],
    ['min_score=1.234', 'min_score'],
    ['min_score=0.0000001', 'min_score'],
    ['min_score=NaN', 'min_score'],
    ['max_score=Infinity', 'max_score'],
    ['min_score=60&max_score=40', 'min_score'],
    ['created_after=yesterday', 'created_after'],
    ['created_after=2026-02-30', 'created_after'],
    ['created_after=2026-01-01T00:00:00', 'created_after'],
    ['created_after=1767225600000', 'created_after'],
    ['created_after=0000-01-01', 'created_after'],
    ['created_before=2026-01-01T25:00:00Z', 'created_before'],
    ['created_before=%2B010000-01-01', 'created_before'],
    ['created_before=2026-01-01&created_before=2026-01-01', 'created_before'],
    ['created_after=2026-02-01&created_before=2026-01-01', 'created_after'],
    ['q=%00', 'q'],
    ['q=a%07b', 'q'],
    ['q=a&q=b', 'q'],
    ['q[]=a', 'q[]'],
    [`q=${'a'.repeat(256)}`, 'q'],
    [`industry=${'a'.repeat(201)}`, 'industry'],
    ['industry[x]=y', 'industry[x]'],
    ['country=Atlantis', 'country'],
    [`source=${'a'.repeat(101)}`, 'source'],
    ['offset=10', 'offset'],
    ['Limit=10', 'Limit'],
    ['cursor=abc', 'cursor'],
    ['cursor=%00', 'cursor'],
    [`cursor=${'a'.repeat(2_001)}`, 'cursor'],
  ])('%s is invalid', async (query, field) => {
    const answer = await service.http.get(`/api/v1/leads?${query}`);
    expectFailure(answer, 422, 'VALIDATION_ERROR');
    expect([...new Set(brokenRules(answer.body).map((rule) => rule.split(': ')[0]))]).toEqual([field]);
  });

  it('a limit that is no number is refused in words that say what it must be', async () => {
    const { body } = await service.http.get('/api/v1/leads?min_score=high');
    expect(body.message).toContain('min_score must be a number of at most 2 decimals');
  });

  it.each([
    'created_before=9999-12-31T23:59:59-01:00',
    'created_after=0001-01-01T00:00:00Z',
    'created_after=1600-01-01',
  ])('%s never fails on our side', async (query) => {
    expect([200, 422]).toContain((await service.http.get(`/api/v1/leads?${query}`)).status);
  });

  it('q may hold bytes that are no UTF-8', async () => {
    expect([200, 422]).toContain((await service.http.get('/api/v1/leads?q=%ff%ed%a0%80')).status);
  });
});
