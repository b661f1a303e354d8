import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { longestTurn } from '../../../../test/support/longest-turn.js';
import { cpuMs } from '../../../../test/support/thread-time.js';
import { type Cell, type Part, xlsxFile, zipFile } from '../../../../test/support/xlsx-file.js';
import { type FileRow, isBlank, type ReadingLimits } from './file-row.js';
import { openTable, type SaidOfFile, type Table } from './table.js';
import { SheetRows } from './xlsx/sheet-rows.js';

const LIMITS: ReadingLimits = { maxRowCharacters: 1_000, maxColumns: 100, maxUnpackedBytes: 10_000_000 };

/** The pieces that a file may arrive in. */
function* cut(file: Buffer, size: number): Generator<Buffer> {
  for (let start = 0; start < file.length; start += size) yield file.subarray(start, start + size);
}

async function* piecesOf(file: Buffer, size = 64 * 1024): AsyncGenerator<Buffer> {
  for (const piece of cut(file, size)) {
    yield piece;
    await nextTurn();
  }
}

async function read(file: string | Buffer, size?: number, limits = LIMITS): Promise<{ table: Table; rows: FileRow[] }> {
  const table = await openTable(piecesOf(Buffer.from(file), size), limits);
  const rows: FileRow[] = [];
  for await (const some of table.rows) rows.push(...some.filter((row) => !isBlank(row)));
  return { table, rows };
}

const cellsOf = async (file: string | Buffer, size?: number) => (await read(file, size)).rows.map(({ cells }) => cells);
const refusal = (file: string | Buffer) =>
  read(file).then(
    () => undefined,
    (error: unknown) => error,
  );

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
});

describe('encodings', () => {
  const TEXT = 'Firma;Ort\r\nMüller €;Köln\r\n';
  const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();
  const wide = Buffer.from(TEXT, 'utf16le');
  it.each<[string, Buffer, string]>([
    ['UTF-8', Buffer.from(TEXT), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`), 'utf-8'],
    ['UTF-16 of little ends', wide, 'utf-16le'],
    ['UTF-16 of little ends with a mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 of big ends', swapped(wide), 'utf-16be'],
    ['UTF-16 of big ends with a mark', swapped(Buffer.from(`\ufeff${TEXT}`, 'utf16le')), 'utf-16be'],
    ['Windows-1252', Buffer.from(TEXT.replace('€', '\x80'), 'latin1'), 'windows-1252'],
  ])('reads %s, cut anywhere', async (_, file, encoding) => {
    for (const size of [1, 3, 1_000]) {
      const { table, rows } = await read(file, size);
      expect(rows.map(({ cells }) => cells)).toEqual([
        ['Firma', 'Ort'],
        ['Müller €', 'Köln'],
      ]);
      expect(table.encoding).toBe(encoding);
    }
  });

  it('turns to Windows-1252 where its first letter comes late, and loses none at the cut', async () => {
    const lines = `a,b\n${'x,y\n'.repeat(16_383)}`;
    const file = Buffer.from(`${lines}Café,é\nMüller,1`, 'latin1');
    for (const size of [64 * 1024, 65_539, 65_540, 65_541]) {
      expect((await cellsOf(file, size)).slice(-2)).toEqual([
        ['Café', 'é'],
        ['Müller', '1'],
      ]);
    }
  });

  it.each([
    ['first UTF-8, then Windows-1252', [Buffer.from('a,b\nMüller,1\n'), Buffer.from('Köln,2\n', 'latin1')]],
    ['first Windows-1252, then UTF-8', [Buffer.from('a,b\nMüller,1\n', 'latin1'), Buffer.from('Köln,2\n')]],
  ])('refuses a file that is %s', async (_, parts) => {
    expect(await refusal(Buffer.concat(parts))).toMatchObject({ errorCode: 'MIXED_ENCODING' });
    const late = Buffer.concat([parts[0]!, Buffer.from('x,y\n'.repeat(40_000)), parts[1]!]);
    expect(await refusal(late)).toMatchObject({ errorCode: 'MIXED_ENCODING' });
  });

  it('does not take words of Windows-1252 for UTF-8', async () => {
    expect((await cellsOf(Buffer.from('a,b\n«CAFÉ»,1\nÉté,2\n', 'latin1')))[1]).toEqual(['«CAFÉ»', '1']);
  });

  it('marks the last row of a file that ends in the middle of a character', async () => {
    const { rows } = await read(Buffer.concat([Buffer.from('a,b\nMüller,1\nAcme,'), Buffer.from([0xe2, 0x82])]));
    expect(rows.map(({ problem }) => problem?.code)).toEqual([undefined, undefined, 'CUT_OFF']);
    expect(await cellsOf(Buffer.from('a,b\n1,Café', 'latin1'))).toEqual([
      ['a', 'b'],
      ['1', 'Café'],
    ]);
  });
});

describe('files that are no tables', () => {
  it.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['nothing', ' \r\n\t\n'],
    ['nothing', '\ufeff'],
    ['a PDF document', '%PDF-1.7\n%âãÏÓ\n1 0 obj'],
    ['an HTML page, which some systems call .xls', '<html xmlns:x="urn"><body><table><tr><td>a</td></tr></table>'],
    ['an HTML page, which some systems call .xls', '\ufeff\n<table border=1><tr><td>a</td></tr></table>'],
    ['an XML document', '<?xml version="1.0"?><Workbook/>'],
    ['an Excel file of the old form (.xls), or one with a password', Buffer.from('d0cf11e0a1b11ae100', 'hex')],
    ['a gzip archive', Buffer.from('1f8b0800', 'hex')],
    ['a ZIP archive', zipFile([{ name: 'leads.csv', content: 'a,b' }])],
    ['an OpenDocument file, such as .ods', zipFile([{ name: 'content.xml', content: '<office/>' }])],
    ['a binary Excel workbook (.xlsb)', zipFile([{ name: 'xl/workbook.bin', content: 'x' }])],
    ['a damaged archive', zipFile([{ name: 'leads.csv', content: 'a,b' }]).subarray(0, 40)],
    ['a JSON list', '[{"company_name":"Acme"}]'],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['binary data', Buffer.from(Array.from({ length: 256 }, (_, index) => (index * 7) % 32))],
  ])('refuses %s by name', async (found, file) => {
    expect(await refusal(file)).toMatchObject({ errorCode: 'INVALID_FILE_FORMAT', details: { found } });
  });

  it('reads a table with a NUL in it: the cell is for its rule to refuse', async () => {
    expect(await cellsOf('a,b\nAc\0me,1\n')).toEqual([
      ['a', 'b'],
      ['Ac\0me', '1'],
    ]);
  });
});

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

describe('XLSX', () => {
  const formula = { xml: `<c t="str"><f>HYPERLINK("http://evil.example")</f><v>Acme</v></c>` };
  const inline = { xml: '<c t="inlineStr"><is><r><t>Jane </t></r><r><t>Doe</t></r><rPh><t>x</t></rPh></is></c>' };

  it.each<[string, Cell, string]>([
    ['a text', 'a & b', 'a & b'],
    ['a text in several pieces', inline, 'Jane Doe'],
    ['the value of a formula', formula, 'Acme'],
    ['a whole number', 491234567890, '491234567890'],
    ['a number with an exponent', { xml: '<c><v>1.2E+3</v></c>' }, '1200'],
    ['a number as floating point has it', { xml: '<c><v>0.30000000000000004</v></c>' }, '0.3'],
    ['a flag', { xml: '<c t="b"><v>1</v></c>' }, 'true'],
    ['an error', { xml: '<c t="e"><v>#N/A</v></c>' }, '#N/A'],
    ['a date of a built-in format', { xml: '<c s="1"><v>46023</v></c>' }, '2026-01-01'],
    ['a date of its own format, with a time', { xml: '<c s="2"><v>46023.5</v></c>' }, '2026-01-01T12:00:00'],
    ['a number that is shown with zeros in front', { xml: '<c s="3"><v>1067</v></c>' }, '01067'],
    ['a date that Excel writes as text', { xml: '<c t="d"><v>2026-01-01</v></c>' }, '2026-01-01'],
    ['a control character', 'a_x000D_b', 'a\rb'],
  ])('reads %s', async (_, cell, text) => {
    const { table, rows } = await read(
      xlsxFile([
        ['name', 'empty', 'value'],
        ['x', '', cell],
      ]),
      100,
    );
    expect(table.format).toBe('xlsx');
    expect(rows).toEqual([
      { line: 1, cells: ['name', 'empty', 'value'] },
      { line: 2, cells: ['x', undefined, text] },
    ]);
  });

  it('takes the first sheet that is shown, and counts days from 1904 where the workbook does', async () => {
    const workbook = `<x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr date1904="1"/><x:sheets>
      <x:sheet state="hidden" r:id="a"/><x:sheet r:id="b"/></x:sheets></x:workbook>`;
    const relations = `<Relationships><Relationship Id="a" Target="http://evil.example/x" TargetMode="External"/>
      <Relationship Id="b" Target="/xl/worksheets/sheet3.xml"/></Relationships>`;
    const parts: Part[] = [
      { name: 'xl/workbook.xml', content: workbook },
      { name: 'xl/_rels/workbook.xml.rels', content: relations },
      { name: 'xl/externalLinks/externalLink1.xml', content: '<externalLink/>' },
    ];
    expect(await cellsOf(xlsxFile([['d'], [{ xml: '<c s="1"><v>44561</v></c>' }]], parts))).toEqual([
      ['d'],
      ['2026-01-01'],
    ]);
  });

  it('takes the next sheet where the first one is empty', async () => {
    const workbook = `<workbook xmlns:r="r"><sheets><sheet r:id="a"/><sheet r:id="b"/><sheet r:id="a"/></sheets></workbook>`;
    const relations = `<Relationships><Relationship Id="a" Target="worksheets/empty.xml"/>
      <Relationship Id="b" Target="worksheets/sheet3.xml"/></Relationships>`;
    const parts: Part[] = [
      { name: 'xl/workbook.xml', content: workbook },
      { name: 'xl/_rels/workbook.xml.rels', content: relations },
      { name: 'xl/worksheets/empty.xml', content: '<worksheet><sheetData><row r="1"/></sheetData></worksheet>' },
    ];
    expect((await cellsOf(xlsxFile([['Company'], ['Acme']], parts))).slice(-2)).toEqual([['Company'], ['Acme']]);
  });

  describe('with a cover before the table', () => {
    const cover = `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>Pipeline of May</t></is></c></row></sheetData></worksheet>`;
    const names = ['Cover', 'Leads'];
    const file = xlsxFile(
      [
        ['Company', 'E-Mail'],
        ['Acme', 'a@b.example'],
      ],
      [
        {
          name: 'xl/workbook.xml',
          content: `<workbook xmlns:r="r"><sheets><sheet name="Cover" r:id="a"/><sheet name="Leads" r:id="b"/></sheets></workbook>`,
        },
        {
          name: 'xl/_rels/workbook.xml.rels',
          content: `<Relationships><Relationship Id="a" Target="worksheets/cover.xml"/><Relationship Id="b" Target="worksheets/sheet3.xml"/></Relationships>`,
        },
        { name: 'xl/worksheets/cover.xml', content: cover },
      ],
    );
    const sheetOf = async (said: SaidOfFile) => {
      const table = await openTable(piecesOf(file), LIMITS, undefined, said);
      const rows: FileRow[] = [];
      for await (const some of table.rows) rows.push(...some);
      return [table.sheet, rows[0]?.cells[0]];
    };
    const isTable = (rows: FileRow[]) => rows[0]?.cells.length === 2;

    it('takes the sheet that begins as a table, or that is asked for, and names it', async () => {
      expect(await sheetOf({ isTable })).toEqual(['Leads', 'Company']);
      expect(await sheetOf({ isTable: () => false })).toEqual(['Cover', 'Pipeline of May']);
      expect(await sheetOf({ isTable, sheet: 'cover ' })).toEqual(['Cover', 'Pipeline of May']);
    });

    it('refuses a sheet that it has not, and names those that it has', async () => {
      await expect(sheetOf({ sheet: 'Data' })).rejects.toMatchObject({
        errorCode: 'INVALID_FILE_FORMAT',
        details: { sheets: names },
      });
    });
  });

  it.each<[string, Buffer, object]>([
    [
      'unpacks to too much',
      xlsxFile(
        [['a']],
        [{ name: 'xl/sharedStrings.xml', content: `<sst><si><t>${' '.repeat(11_000_000)}</t></si></sst>` }],
      ),
      { errorCode: 'FILE_SIZE_EXCEEDED', details: { setting: 'IMPORT_MAX_UNPACKED_BYTES' } },
    ],
    [
      'unpacks to more than it says',
      xlsxFile([['a']], [{ name: 'xl/sharedStrings.xml', content: ' '.repeat(11_000_000), size: 100 }]),
      { errorCode: 'INVALID_FILE_FORMAT' },
    ],
    [
      'has a cell without end',
      xlsxFile(
        [['a']],
        [{ name: 'xl/sharedStrings.xml', content: `<sst><si><t>${'x'.repeat(3_000_000)}</t></si></sst>` }],
      ),
      { errorCode: 'INVALID_FILE_FORMAT' },
    ],
    [
      'defines entities of its own',
      xlsxFile(
        [['a']],
        [{ name: 'xl/sharedStrings.xml', content: '<!DOCTYPE x [<!ENTITY a "b">]><sst><si><t>&a;</t></si></sst>' }],
      ),
      { errorCode: 'INVALID_FILE_FORMAT' },
    ],
    [
      'has a column too many',
      xlsxFile(
        [],
        [{ name: 'xl/worksheets/sheet3.xml', content: '<worksheet><row><c r="XFD1"><v>1</v></c></row></worksheet>' }],
      ),
      { errorCode: 'FILE_SIZE_EXCEEDED' },
    ],
    [
      'has no sheet',
      xlsxFile([], [{ name: 'xl/workbook.xml', content: '<workbook/>' }]),
      { errorCode: 'INVALID_FILE_FORMAT' },
    ],
    [
      'is nested without end',
      xlsxFile([], [{ name: 'xl/worksheets/sheet3.xml', content: `<worksheet>${'<a>'.repeat(1_000)}` }]),
      { errorCode: 'INVALID_FILE_FORMAT', message: 'A part of the workbook is nested too deep' },
    ],
    [
      'has more rows than there can be',
      xlsxFile(
        [],
        [{ name: 'xl/worksheets/sheet3.xml', content: `<worksheet>${'<row/>'.repeat(1_048_577)}</worksheet>` }],
      ),
      { errorCode: 'INVALID_FILE_FORMAT', message: 'The sheet has more rows than a workbook can have' },
    ],
    [
      'has a name without end',
      zipFile([{ name: `xl/${'x'.repeat(5_000)}`, content: '' }]),
      { errorCode: 'INVALID_FILE_FORMAT' },
    ],
    ['is cut off', xlsxFile([['a']]).subarray(0, 500), { errorCode: 'INVALID_FILE_FORMAT' }],
    [
      'is broken inside',
      xlsxFile([], [{ name: 'xl/worksheets/sheet3.xml', content: '<worksheet><row></sheet>' }]),
      { errorCode: 'INVALID_FILE_FORMAT' },
    ],
  ])('refuses a workbook that %s', async (_, file, error) => {
    expect(await refusal(file)).toMatchObject(error);
  });

  it('reads nothing of a part without rows that is too large', async () => {
    const styles = `<styleSheet>${'<xf/>'.repeat(13_500_000)}</styleSheet>`;
    const file = xlsxFile([['a']], [{ name: 'xl/styles.xml', content: styles }]);
    const startedAt = performance.now();
    const reading = read(file, undefined, { ...LIMITS, maxUnpackedBytes: 100_000_000 });
    await expect(reading).rejects.toMatchObject({ errorCode: 'INVALID_FILE_FORMAT' });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it.each<[string, string]>([
    ['texts of nothing', '<si/>'.repeat(5_000_001)],
    ['a text of many pieces', `<si>${`<t>${'x'.repeat(500_000)}</t>`.repeat(136)}</si>`],
  ])('keeps no more than it has room for of %s', async (_, texts) => {
    const file = xlsxFile([['a']], [{ name: 'xl/sharedStrings.xml', content: `<sst>${texts}</sst>` }]);
    const reading = read(file, undefined, { ...LIMITS, maxUnpackedBytes: 100_000_000 });
    await expect(reading).rejects.toMatchObject({
      errorCode: 'INVALID_FILE_FORMAT',
      details: { found: 'too much text' },
    });
  });

  it('keeps nothing of cells beyond the limit of a row, and goes on behind it', async () => {
    const large = `<c t="inlineStr"><is>${'<r><t>0123456789</t></r>'.repeat(90)}</is></c>`;
    const sheet = `<worksheet><row>${large.repeat(3)}</row><row><c t="str"><v>next</v></c></row></worksheet>`;
    const { rows } = await read(xlsxFile([], [{ name: 'xl/worksheets/sheet3.xml', content: sheet }]));
    expect(rows).toMatchObject([
      { line: 1, problem: { code: 'ROW_TOO_LONG' } },
      { line: 2, cells: ['next'] },
    ]);
    const before = process.memoryUsage().heapUsed;
    const collector = new SheetRows(
      { sheets: [], isFrom1904: false, sharedTexts: [], styles: [] },
      { ...LIMITS, maxColumns: 500 },
    );
    collector.open('row', {});
    for (let column = 0; column < 500; column++) {
      collector.open('c', { t: 'str' });
      collector.open('v', {});
      for (let piece = 0; piece < 10; piece++) collector.text(Buffer.alloc(20_000, 'x').toString());
      collector.close('v');
      collector.close('c');
    }
    // 100 MB have come.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
    collector.close('row');
    expect(collector.take()).toMatchObject([{ problem: { code: 'ROW_TOO_LONG' } }]);
  });

  it('reads fast, and in short turns', async () => {
    const texts = Array.from({ length: 20_000 }, (_, index) => [
      `Company ${index}`,
      `jane${index}@acme.example`,
      index,
    ]);
    const file = xlsxFile(texts);
    const limits = { ...LIMITS, maxUnpackedBytes: 100_000_000 };
    const startedAt = cpuMs();
    expect(await longestTurn(read(file, undefined, limits))).toBeLessThan(150);
    expect(cpuMs() - startedAt).toBeLessThan(3_000);
  });
});
