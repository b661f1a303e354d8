import { describe, expect, it } from 'vitest';
import { prefersCsv, toCsv } from './csv.js';

describe('toCsv', () => {
  it('has a line of names and one for each row, by RFC 4180', () => {
    const rows = [
      { tag: 'plain', calls: 1, cost_usd: '0.016', latency: null },
      { tag: 'a, "b"\nc', calls: -2, cost_usd: '0' },
    ];
    expect(toCsv(['tag', 'calls', 'cost_usd', 'latency'], rows)).toBe(
      'tag,calls,cost_usd,latency\r\nplain,1,0.016,\r\n"a, ""b""\nc",-2,0,\r\n',
    );
    expect(toCsv(['tag'], [])).toBe('tag\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '=cmd|"/c calc"!A1'])('disarms %j', (tag) => {
    const [, cell] = toCsv(['tag'], [{ tag }]).split(/\r\n(?=["'])/);
    expect(cell).toMatch(/^"?'/);
  });
});

describe('prefersCsv', () => {
  it.each([
    ['text/csv', true],
    ['Text/CSV; charset=utf-8', true],
    ['text/csv, application/json', true],
    ['text/csv, */*;q=0.1', true],
    ['application/json, text/csv;q=0.5', false],
    ['text/csv;q=0', false],
    ['text/csv;q=x', false],
    ['application/json', false],
    ['*/*', false],
    [undefined, false],
  ])('is for %j %s', (accept, isPreferred) => {
    expect(prefersCsv(accept)).toBe(isPreferred);
  });
});
