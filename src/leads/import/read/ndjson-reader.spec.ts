import { describe, expect, it } from 'vitest';
import { read, refusal } from '../../../../test/support/table-reading.js';

describe('NDJSON', () => {
  it('reads one object a line, and names the columns of all', async () => {
    const { table, rows } = await read(
      '{"company_name":"Acme","n":1}\r\n\n{"x":{"y":[12345678901234567890]},"n":2}\n',
      5,
    );
    expect(table).toMatchObject({ format: 'ndjson', columns: ['company_name', 'n', 'x'] });
    expect(rows).toEqual([
      { line: 1, cells: ['Acme', 1] },
      { line: 3, cells: [undefined, 2, { y: ['12345678901234567890'] }] },
    ]);
  });

  it('marks lines that are no objects, and goes on', async () => {
    const { rows } = await read(`{"a":1}\n{"a":\n[1]\n{"a":1,"a":2}\n{"b":"${'x'.repeat(5_000)}"}\n{"a":3}`, 100);
    expect(rows.map(({ line, problem }) => [line, problem?.code])).toEqual([
      [1, undefined],
      [2, 'INVALID_JSON'],
      [3, 'INVALID_JSON'],
      [4, 'INVALID_JSON'],
      [5, 'ROW_TOO_LONG'],
      [6, undefined],
    ]);
  });

  it('refuses more columns than a file may have', async () => {
    const lines = Array.from({ length: 101 }, (_, index) => `{"column${index}":1}`);
    expect(await refusal(lines.join('\n'))).toMatchObject({ errorCode: 'FILE_SIZE_EXCEEDED' });
  });
});
