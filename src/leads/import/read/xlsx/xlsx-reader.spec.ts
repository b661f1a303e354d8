import { describe, expect, it } from 'vitest';
import { type Cell, type Part, xlsxFile, zipFile } from '../../../../../test/support/xlsx-file.js';
import { type FileRow } from '../file-row.js';
import { openTable, type SaidOfFile } from '../table.js';
import { cellsOf, LIMITS, piecesOf, read, refusal } from '../../../../../test/support/table-reading.js';

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

  it('counts rows whose numbers no sheet can have', async () => {
    const row = (number: string) => `<row r="${number}"><c><v>1</v></c></row>`;
    const numbers = ['1048577', '999999999999', '1e300', '-1', 'x', '1048576', '', '7'];
    const content = `<worksheet>${numbers.map(row).join('')}</worksheet>`;
    const { rows } = await read(xlsxFile([], [{ name: 'xl/worksheets/sheet3.xml', content }]));
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 1_048_576, 1_048_577, 1_048_578]);
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
});
