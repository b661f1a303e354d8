import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../../test/support/thread-time.js';
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

describe('Blank rows', () => {
  const LEADS = ['Leads,May\n', 'Company,Email\n', 'Acme,a@acme.example\n'];

  /** CPU time in ms to read a file with so many pieces of blank rows behind each of its rows. */
  async function msOf(blank: string, pieces: number): Promise<number> {
    const some = Buffer.from(blank.repeat(63_000 / blank.length));
    async function* file(): AsyncGenerator<Buffer> {
      for (const lead of LEADS) {
        yield Buffer.from(lead);
        for (let piece = 0; piece < pieces; piece++) yield await Promise.resolve(some);
      }
    }
    const startedAt = cpuMs();
    const table = await openTable(file(), LIMITS);
    const leads: unknown[] = [];
    for await (const { rows } of mappedRows(table, {}, LIMITS.maxColumns))
      leads.push(...rows.map(({ cells }) => cells));
    expect(leads).toEqual([['Acme', 'a@acme.example']]);
    return cpuMs() - startedAt;
  }

  it.each([
    ['of line ends', '\n'],
    ['of separators', ',\n'],
    ['of spaces', '  \n'],
  ])('%s are not kept, and the time to read them grows with their number', async (_, blank) => {
    const few = await msOf(blank, 5);
    expect(await msOf(blank, 40)).toBeLessThan(20 * few);
  });
});
