import { describe, expect, it } from 'vitest';
import { zipFile } from '../../../../test/support/xlsx-file.js';
import { cellsOf, read, refusal } from '../../../../test/support/table-reading.js';

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
