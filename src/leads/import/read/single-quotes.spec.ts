import { describe, expect, it } from 'vitest';
import { openTable } from './table.js';

const LIMITS = { maxRowCharacters: 1_000, maxColumns: 100, maxUnpackedBytes: 10_000_000 };

async function* once(text: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}

/** The cells of each row, and its problem where it has one. */
async function read(...lines: string[]): Promise<unknown[]> {
  const table = await openTable(once(`${lines.join('\n')}\n`), LIMITS);
  const rows: unknown[] = [];
  for await (const some of table.rows) rows.push(...some.map(({ cells, problem }) => problem?.code ?? cells));
  return rows;
}

describe('A table in single quotes', () => {
  it.each<[string, string[], unknown[]]>([
    [
      'around every value',
      ["'Company','Email'", "'Acme, Inc.','a@b.example'", "'O''Brien & Co','c@d.example'"],
      [
        ['Company', 'Email'],
        ['Acme, Inc.', 'a@b.example'],
        ["O'Brien & Co", 'c@d.example'],
      ],
    ],
    [
      'around texts, with numbers and a header that have none',
      ['Company;Size;City', "'Acme; Inc.';12;'Bonn'", "'Beta';;''"],
      [
        ['Company', 'Size', 'City'],
        ['Acme; Inc.', '12', 'Bonn'],
        ['Beta', '', ''],
      ],
    ],
    [
      'around the values that need them',
      ['Company,Email', "'Acme, Inc.',a@b.example", "O'Brien Ltd,c@d.example"],
      [
        ['Company', 'Email'],
        ['Acme, Inc.', 'a@b.example'],
        ["O'Brien Ltd", 'c@d.example'],
      ],
    ],
    [
      'with a line break and tabs',
      ["'Company'\t'Notes'", "'Acme'\t'one\ntwo'", "'Beta'\t'three'"],
      [
        ['Company', 'Notes'],
        ['Acme', 'one\ntwo'],
        ['Beta', 'three'],
      ],
    ],
  ])('is read %s', async (_, lines, rows) => {
    expect(await read(...lines)).toEqual(rows);
  });

  it('has a row refused whose quote is not closed, behind those that tell the form', async () => {
    const leads = Array.from({ length: 30 }, (_, index) => `'Company, ${index}','Bonn'`);
    const rows = await read("'Company','City'", ...leads, "'s-Gravenhage,Bonn", "'Last','Bonn'");
    expect(rows.slice(-3)).toEqual([['Company, 29', 'Bonn'], 'UNCLOSED_QUOTE', ['Last', 'Bonn']]);
  });

  it.each<[string, string[], unknown[]]>([
    [
      'of names that begin with an apostrophe',
      ['City,Company', "'s-Gravenhage,Acme", "'t Hooft,'t Hooft"],
      [
        ['City', 'Company'],
        ["'s-Gravenhage", 'Acme'],
        ["'t Hooft", "'t Hooft"],
      ],
    ],
    [
      'of a text in quotes in one of the leads',
      ['Company,Notes', "Acme,'quoted'", 'Beta,plain'],
      [
        ['Company', 'Notes'],
        ['Acme', "'quoted'"],
        ['Beta', 'plain'],
      ],
    ],
    [
      'with double quotes as well',
      ['Company,Notes', '"Acme, Inc.",\'so\'', '"Beta",\'so\''],
      [
        ['Company', 'Notes'],
        ['Acme, Inc.', "'so'"],
        ['Beta', "'so'"],
      ],
    ],
  ])('is not seen in a table %s', async (_, lines, rows) => {
    expect(await read(...lines)).toEqual(rows);
  });
});
