import { describe, expect, it } from 'vitest';
import { longestTurn } from '../../../test/support/longest-turn.js';
import { beginsTable, countNames, findHeader } from './header.js';

const rowsOf = (...rows: unknown[][]) => rows.map((cells, index) => ({ line: index + 1, cells }));
const found = (rows: unknown[][], isAll = true, given = {}) => {
  const header = findHeader(rowsOf(...rows), given, isAll);
  return header && { names: header.row?.cells, rows: header.rows };
};

describe('A table of leads', () => {
  it.each<[boolean, unknown[][]]>([
    [true, [['Company', 'Email']]],
    [true, [['Company'], ['Acme']]],
    [true, [['Export of May'], ['Ding', 'Company', 'Industry']]],
    [false, [['Pipeline of May'], ['Created by', 'Jane']]],
    [false, [['Country', 'Industry']]],
    [false, []],
  ])('%s: begins with %j', (expected, rows) => {
    expect(beginsTable(rowsOf(...rows), {})).toBe(expected);
  });

  it('begins with columns that the caller names', () => {
    expect(beginsTable(rowsOf(['Ding', 'Dong']), { Ding: 'company_name', Dong: 'notes' })).toBe(true);
  });
});

describe('the header of a file', () => {
  it('is its first row, or the first that names columns behind a note', () => {
    expect(
      found([
        ['Company', 'Email'],
        ['Acme', 'a@b.example'],
      ]),
    ).toEqual({ names: ['Company', 'Email'], rows: 1 });
    expect(found([['Export of 1 May'], ['Company', 'Email'], ['Acme']])).toEqual({
      names: ['Company', 'Email'],
      rows: 2,
    });
    expect(
      found([
        ['Ding', 'Dong'],
        ['x', 'y'],
      ]),
    ).toEqual({ names: ['Ding', 'Dong'], rows: 1 });
  });

  it.each<[string, unknown[][], string[]]>([
    [
      'merged groups',
      [
        ['Company', '', '', 'Contact', undefined, ''],
        ['Name', 'Website', 'Size', 'Name', 'Email', 'Foo'],
      ],
      ['Company Name', 'Company Website', 'Company Size', 'Contact Name', 'Contact Email', 'Foo'],
    ],
    [
      'groups in German',
      [
        ['Firma', '', 'Ansprechpartner', '', ''],
        ['Name der Firma', 'Branche', 'Vorname', 'Nachname', 'E-Mail'],
      ],
      ['Name der Firma', 'Branche', 'Vorname', 'Nachname', 'E-Mail'],
    ],
    [
      'names over both rows',
      [
        ['Company', 'Website', 'Contact', ''],
        ['', '', 'First Name', 'Email'],
      ],
      ['Company', 'Website', 'Contact First Name', 'Contact Email'],
    ],
  ])('is the second of two rows with %s', (_, rows, names) => {
    const third = [['Acme', 'acme.example', '5', 'Jane', 'jane@acme.example', 'x']];
    expect(found([...rows, ...third])).toEqual({ names, rows: 2 });
    expect(found(rows.slice(0, 1), false)).toBeUndefined();
  });

  it('stays the first one where the next is a lead', () => {
    const rows = [
      ['Company', '', 'Email', 'Notes'],
      ['Acme', 'x', 'a@b.example', 'Email'],
    ];
    expect(found(rows)).toEqual({ names: rows[0], rows: 1 });
    expect(found(rows.slice(0, 1))).toEqual({ names: rows[0], rows: 1 });
  });

  it('is no row with an address, whatever other words it has', () => {
    const rows = [
      ['Ding', 'Email', 'Kind', 'Stage'],
      ['Big', 'a@b.example', 'Lead', 'Contact'],
    ];
    expect(found(rows)).toEqual({ names: rows[0], rows: 1 });
  });

  it('keeps a name that the caller maps', () => {
    const rows = [
      ['Company', '', 'Contact'],
      ['Name', 'Website', 'Email'],
    ];
    expect(found(rows, true, { Name: 'contact_name' })?.names).toEqual(['Name', 'Company Website', 'Contact Email']);
  });
});

describe('The search for a header', () => {
  const WORDS = ['of', 'the', 'work', 'company', 'nr', 'business'];
  const cells = (count: number, cellOf: (index: number) => string) =>
    Array.from({ length: count }, (_, at) => cellOf(at));

  it.each<[string, string[]]>([
    ['many empty cells', cells(100_000, () => '')],
    ['many names', cells(50_000, (at) => `name ${at}`)],
    [
      'names of words that other names have',
      cells(5_000, (at) => WORDS.map((_, word) => WORDS[(at + word) % 6]).join(' ')),
    ],
    ['names of many parts', cells(5_000, () => 'of/'.repeat(10))],
    ['a name with a long gap', [`a${' '.repeat(100_000)}b`]],
    ['a name with many brackets', ['('.repeat(100_000)]],
    ['a name of very many parts', ['a/'.repeat(50_000)]],
  ])('takes less than 50 ms at a time where rows have %s', async (_, row) => {
    const rows = rowsOf(...cells(20, () => '').map(() => row));
    const search = async () => {
      await countNames(rows, {});
      return findHeader(rows, {}, true);
    };
    const searching = search();
    expect(await longestTurn(searching)).toBeLessThan(50);
    expect(await searching).toMatchObject({ rows: 1 });
    expect(beginsTable(rows, {})).toBe(false);
  });
});
