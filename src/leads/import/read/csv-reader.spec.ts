import { describe, expect, it } from 'vitest';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { longestTurn } from '../../../../test/support/longest-turn.js';
import { cpuMs } from '../../../../test/support/thread-time.js';
import { type FileRow } from './file-row.js';
import { openTable } from './table.js';
import { cellsOf, LIMITS, piecesOf, read } from '../../../../test/support/table-reading.js';

describe('CSV', () => {
  it.each([
    ['commas', 'a,b\n1,2\n', ','],
    ['semicolons, with decimals', 'Firma;Umsatz\nAcme;1,5\nBeta;2,5\n', ';'],
    ['tabs', 'a\tb\n1\t2\n', '\t'],
    ['bars', 'a|b\n1|2\n', '|'],
    ['a separator that is named', 'sep=|\r\na;b|c;d\r\n', '|'],
    ['a separator that is named, of any sign', 'sep=^\r\na;b^c;d\r\n', '^'],
    ['commas, below a title', 'Leads of May\nall of them\na,b\n1,2\n3,4\n', ','],
    ['commas, below a title with one', 'Leads, all\na;b;c\n1;2;3\n4;5;6\n', ';'],
    ['commas, with more semicolons in quotes', 'a,b\n"x;y;z",2\n"u;v;w",3\n', ','],
  ])('finds %s', async (_, text, separator) => {
    expect((await read(text)).table.separator).toBe(separator);
  });

  it('reads lines that stand in quotes as a whole', async () => {
    const { table, rows } = await read('"Company;Note"\r\n"Acme;""a;b"""\r\n"Beta ""X"";c"\r\n"Gamma;""d"\r\n', 5);
    expect(table.separator).toBe(';');
    expect(rows.map(({ cells, problem }) => [cells, problem?.code])).toEqual([
      [['Company', 'Note'], undefined],
      [['Acme', 'a;b'], undefined],
      [['Beta "X"', 'c'], undefined],
      [['Gamma', 'd'], 'UNCLOSED_QUOTE'],
    ]);
    expect(await cellsOf('"a"\n"b, c"\n"d"\n')).toEqual([['a'], ['b, c'], ['d']]);
    expect(await cellsOf('"a","b"\n"1","2"\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('reads quotes behind a backslash, as MySQL and PHP write them, where a row cannot be read otherwise', async () => {
    const text = [
      '"id","company","note"',
      String.raw`"1","Say \"Hi\" Inc",\N`,
      String.raw`2,"ends with \"quote\"","a, \\ b"`,
      String.raw`"3","Doubled ""too"" \"here\"",""`,
      String.raw`"4","C:\","as it is"`,
      String.raw`"5","not \" closed,x`,
      String.raw`"6","too \"many\"","a","b"`,
      '"7","last","x"',
    ].join('\n');
    const { rows } = await read(text, 200);
    expect(rows.slice(1).map(({ cells, problem }) => [cells, problem?.code])).toEqual([
      [['1', 'Say "Hi" Inc', String.raw`\N`], undefined],
      [['2', 'ends with "quote"', String.raw`a, \ b`], undefined],
      [['3', 'Doubled "too" "here"', ''], undefined],
      [['4', 'C:\\', 'as it is'], undefined],
      [expect.anything(), 'UNCLOSED_QUOTE'],
      [['6', 'too "many"', 'a', 'b'], undefined],
      [['7', 'last', 'x'], undefined],
    ]);
    const single = `'a','b'\n'c','d, e'\n'f','g, h'\n${"'i','j'\n".repeat(400)}`;
    const cells = await cellsOf(`${single}${String.raw`'O\'Brien','x, y'`}\n`);
    expect(cells.at(-1)).toEqual(["O'Brien", 'x, y']);
  });

  it('reads a file of one column', async () => {
    expect(await cellsOf('Company\nAcme here\nBeta there\n')).toEqual([['Company'], ['Acme here'], ['Beta there']]);
    const lists = ['Company\nAcme\nBeta, Inc\n', 'Company\n"Acme; A"\nBeta; B\nGamma\nDelta\nEta, Inc.\nTheta'];
    for (const text of lists) {
      const { table, rows } = await read(text);
      expect([table.separator, rows.map(({ cells }) => cells)]).toEqual([
        null,
        text
          .replaceAll('"', '')
          .trim()
          .split('\n')
          .map((line) => [line]),
      ]);
    }
  });

  it.each([
    ['\n', 'line feeds'],
    ['\r\n', 'carriage returns and line feeds'],
    ['\r', 'carriage returns'],
  ])('reads lines that end with %j, in pieces of any size', async (end) => {
    const text = ['a,b', '1,"x""y"', '', '"2\n3", "4" ,', 'z,5" screen'].join(end);
    for (const size of [1, 2, 3, 7, 1_000]) {
      const { rows } = await read(text, size);
      expect(rows.map(({ line }) => line)).toEqual([1, 2, 4, 6]);
      expect(rows.map(({ cells }) => cells)).toEqual([
        ['a', 'b'],
        ['1', 'x"y'],
        ['2\n3', '4', ''],
        ['z', '5" screen'],
      ]);
    }
  });

  it.each(['\n', '\r\n'])('reads a row behind whose quotes a piece ends, with lines that end with %j', async (end) => {
    const text = ['a,b', `"1${end}2",abc`, `"3${end}4",`, '5,6'].join(end);
    for (let size = 1; size < text.length; size++) {
      expect(await cellsOf(text, size)).toEqual([
        ['a', 'b'],
        [`1${end}2`, 'abc'],
        [`3${end}4`, ''],
        ['5', '6'],
      ]);
    }
  });

  it('reads what csv-parse reads', async () => {
    const cell = fc.stringMatching(/^[a-z";\n, é€]{0,8}$/).map((text) => `"${text.replaceAll('"', '""')}"`);
    const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 50 }), async (cells, size) => {
        const text = `"a","b","c"\n${cells.map((row) => row.join(',')).join('\r\n')}`;
        const options = { record_delimiter: ['\r\n', '\n'], skip_empty_lines: false };
        const expected: string[][] = parse(text, options);
        const opened = await openTable(piecesOf(Buffer.from(text), size), LIMITS);
        opened.expectCells(3);
        const rows: unknown[] = [];
        for await (const some of opened.rows) rows.push(...some.map((row) => row.cells));
        expect(rows).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['that is never closed', '"Beta,2'],
    ['that the next quoted cell would close', '"Beta,2\n"Gamma",3'],
    ['with more behind it', '"Beta" Ltd,2'],
  ])('loses one row to a quote %s', async (_, broken) => {
    const others = Array.from({ length: 100 }, (__, index) => `Other ${index},${index}`);
    const { rows } = await read(['name,n', 'Acme,1', broken, ...others].join('\n'), 50);
    const refused = rows.filter(({ problem }) => problem !== undefined);
    expect(refused.map(({ line, problem }) => [line, problem?.code])).toEqual([[3, 'UNCLOSED_QUOTE']]);
    expect(rows.filter(({ problem }) => problem === undefined)).toHaveLength(102 + broken.split('\n').length - 1);
  });

  it('sees that a quote is closed by that of a later row, by the number of cells', async () => {
    const table = await openTable(piecesOf(Buffer.from('a,b\n"Beta,1\nGamma,2"\nDelta,3\n')), LIMITS);
    table.expectCells(2);
    const rows: FileRow[] = [];
    for await (const some of table.rows) rows.push(...some);
    expect(rows.map(({ line, problem }) => [line, problem?.code])).toEqual([
      [1, undefined],
      [2, 'UNCLOSED_QUOTE'],
      [3, undefined],
      [4, undefined],
    ]);
  });

  it('marks a row that is too long, and goes on behind it', async () => {
    const { rows } = await read(`a,b\n${'x'.repeat(300_000)},1\nc,2\n"${'y'.repeat(300_000)}",3\nd,4\n`, 4_096);
    expect(rows.map(({ line, problem }) => [line, problem?.code])).toEqual([
      [1, undefined],
      [2, 'ROW_TOO_LONG'],
      [3, undefined],
      [4, 'ROW_TOO_LONG'],
      [5, undefined],
    ]);
    expect(JSON.stringify(rows)).not.toContain('x'.repeat(300));
  });

  it.each([
    ['quotes that are never closed', '"a\n'],
    ['quotes in quotes', '""a\n'],
    ['spaces before quotes', ' "a ,'],
    ['separators alone', ',,,,\n'],
    ['one quote after another', '"'],
  ])('takes time that grows with the size of a file of %s, in short turns', async (_, text) => {
    const file = Buffer.from(`a,b\n${text.repeat(500_000 / text.length)}`);
    const limits = { ...LIMITS, maxRowCharacters: 250_000 };
    const startedAt = cpuMs();
    expect(await longestTurn(read(file, 64 * 1024, limits))).toBeLessThan(150);
    expect(cpuMs() - startedAt).toBeLessThan(1_250);
  });

  it.each([
    ['cells that end in the next line, again and again', '",a","B\n', 64 * 1024],
    ['the same, as it arrives in small pieces', '",a","B\n', 128],
    ['quotes in lines without a separator', 'ł"\n', 64 * 1024],
  ])(
    'takes time that grows with the size of a table whose rows have a known number of cells and %s',
    async (_, text, size) => {
      const file = Buffer.from(`a,b,c\n${text.repeat(500_000 / text.length)}`);
      const table = await openTable(piecesOf(file, size), LIMITS);
      table.expectCells(3);
      const startedAt = cpuMs();
      expect(await longestTurn(allOf(table.rows))).toBeLessThan(150);
      expect(cpuMs() - startedAt).toBeLessThan(1_250);
    },
  );
});

async function allOf(rows: AsyncIterable<FileRow[]>): Promise<void> {
  for await (const some of rows) expect(some).toBeDefined();
}
