import { crc32, deflateRawSync } from 'node:zlib';

/** A part of a ZIP archive; `size` lets it claim another one than it has. */
export interface Part {
  name: string;
  content: string | Buffer;
  size?: number;
}

/** A cell: a text, a number, or its XML. */
export type Cell = string | number | { xml: string };

/** A ZIP archive of these parts. */
export function zipFile(parts: Part[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, size } of parts) {
    const data = Buffer.from(content);
    const packed = deflateRawSync(data);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(data), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(size ?? data.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    files.push(Buffer.from('504b0304', 'hex'), fields, Buffer.from(name), packed);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('504b01021400', 'hex'), fields, entry, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, list, Buffer.from('504b0506', 'hex'), end]);
}

const STYLES = `<styleSheet><numFmts count="2"><numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy;@"/><numFmt numFmtId="166" formatCode="00000"/></numFmts>
  <cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>`;

/** A workbook with one sheet, as Excel writes it; `parts` are added, or replace others of their name. */
export function xlsxFile(rows: Cell[][], parts: Part[] = []): Buffer {
  const texts: string[] = [];
  const sheet = rows.map((cells, row) => {
    const written = cells.map((cell, column) => {
      const at = `r="${String.fromCharCode(65 + column)}${row + 1}"`;
      if (typeof cell === 'object') return cell.xml.replace('<c', `<c ${at}`);
      if (typeof cell === 'number') return `<c ${at}><v>${cell}</v></c>`;
      return cell === '' ? '' : `<c ${at} t="s"><v>${texts.push(cell) - 1}</v></c>`;
    });
    return `<row r="${row + 1}">${written.join('')}</row>`;
  });
  const all: Part[] = [
    { name: '[Content_Types].xml', content: '<Types/>' },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns:r="rel"><sheets><sheet name="Leads" sheetId="1" r:id="rId7"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships><Relationship Id="rId7" Target="worksheets/sheet3.xml"/></Relationships>`,
    },
    { name: 'xl/styles.xml', content: STYLES },
    {
      name: 'xl/sharedStrings.xml',
      content: `<sst>${texts.map((text) => `<si><t>${escaped(text)}</t></si>`).join('')}</sst>`,
    },
    { name: 'xl/worksheets/sheet3.xml', content: `<worksheet><sheetData>${sheet.join('')}</sheetData></worksheet>` },
  ];
  const added = new Set(parts.map(({ name }) => name));
  return zipFile([...all.filter(({ name }) => !added.has(name)), ...parts]);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
