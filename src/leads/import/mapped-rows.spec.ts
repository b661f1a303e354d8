import { describe, expect, it } from 'vitest';
import { mappedRows } from './mapped-rows.js';
import { openTable } from './read/table.js';

const LIMITS = { maxRowCharacters: 1_000, maxColumns: 100, maxUnpackedBytes: 10_000_000 };

async function* once(text: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}

/** The names of the columns, and how many of them have one at least. */
async function columnsOf(...lines: string[]): Promise<{ names: string[]; named: number }> {
  const table = await openTable(once(`${lines.join('\n')}\n`), LIMITS);
  for await (const { mapping } of mappedRows(table, {}, LIMITS.maxColumns)) {
    return { names: mapping.columns.map(({ name }) => name), named: mapping.named };
  }
  throw new Error('There are no rows');
}

describe('Columns without a name', () => {
  it.each<[string, string[], string[]]>([
    ['are none where nothing is in them', ['Company,Email,,', 'Acme,a@acme.example,,', 'Beta,b@beta.example'], []],
    [
      'are some where the first rows fill them',
      ['Company,Email,,', 'Acme,a@acme.example,vip,', 'Beta,b@beta.example'],
      ['column 3'],
    ],
    ['are none where a row is longer than the header', ['Company,Email', 'Acme,a@acme.example,vip'], []],
  ])('%s', async (_, lines, others) => {
    expect(await columnsOf(...lines)).toEqual({ names: ['Company', 'Email', ...others], named: 2 });
  });
});
