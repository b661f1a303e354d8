import { InvalidFileFormatError } from '../file.errors.js';
import type { Archive } from './archive.js';
import { isDateFormat, unescaped } from './cell-value.js';
import { readXml, type XmlHandler } from './xml-events.js';

/** Characters of all shared texts; they are kept in memory while the rows are read. */
const MAX_SHARED_CHARACTERS = 64 * 1024 * 1024;
const MAX_STYLES = 100_000;

/** What the rows of the first sheet need to be read. */
export interface Workbook {
  sheetPart: string;
  /** Days count from 1904, as in files of old Macs. */
  isFrom1904: boolean;
  sharedTexts: string[];
  /** By the number of a cell's style: whether it shows a date. */
  dateStyles: boolean[];
}

/** @throws InvalidFileFormatError, FileSizeExceededError */
export async function readWorkbook(archive: Archive): Promise<Workbook> {
  if (!archive.has('xl/workbook.xml')) {
    throw new InvalidFileFormatError('This is a ZIP archive, but no XLSX workbook; send the file that is in it', {
      found: 'a ZIP archive',
    });
  }
  const { relation, isFrom1904 } = await firstSheet(archive);
  const targets = await relations(archive);
  const sheetPart = targets.get(relation) ?? 'xl/worksheets/sheet1.xml';
  const [sharedTexts, dateStyles] = [await readSharedTexts(archive), await readDateStyles(archive)];
  return { sheetPart, isFrom1904, sharedTexts, dateStyles };
}

async function firstSheet(archive: Archive): Promise<{ relation: string; isFrom1904: boolean }> {
  const sheets: { relation: string; isHidden: boolean }[] = [];
  let isFrom1904 = false;
  await readPart(archive, 'xl/workbook.xml', {
    open: (name, attributes) => {
      if (name === 'workbookPr') isFrom1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '');
      if (name !== 'sheet') return;
      const relation = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      sheets.push({ relation, isHidden: (attributes.state ?? 'visible') !== 'visible' });
    },
  });
  const sheet = sheets.find(({ isHidden }) => !isHidden) ?? sheets[0];
  if (sheet === undefined) throw new InvalidFileFormatError('The workbook has no sheet');
  return { relation: sheet.relation, isFrom1904 };
}

/** Parts of the archive by the ids of relations; links to other files are none. */
async function relations(archive: Archive): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  await readPart(archive, 'xl/_rels/workbook.xml.rels', {
    open: (name, { Id: id = '', Target: target = '', TargetMode: mode }) => {
      if (name !== 'Relationship' || mode === 'External') return;
      targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  return targets;
}

async function readSharedTexts(archive: Archive): Promise<string[]> {
  const texts: string[] = [];
  let [text, isIn, isReading, characters] = ['', false, false, 0];
  await readPart(archive, 'xl/sharedStrings.xml', {
    open: (name) => {
      if (name === 'si') text = '';
      // How a word is read aloud in Japanese, which is no part of it.
      if (name === 'rPh') isReading = true;
      else if (name === 't') isIn = !isReading;
    },
    text: (piece) => {
      if (isIn) text += piece;
    },
    close: (name) => {
      if (name === 't') isIn = false;
      if (name === 'rPh') isReading = false;
      if (name !== 'si') return;
      characters += text.length;
      if (characters > MAX_SHARED_CHARACTERS) {
        throw new InvalidFileFormatError('The workbook holds too much text to be read; save it as CSV');
      }
      texts.push(unescaped(text));
    },
  });
  return texts;
}

async function readDateStyles(archive: Archive): Promise<boolean[]> {
  const formats = new Map<number, string>();
  const styles: boolean[] = [];
  let isInCellFormats = false;
  await readPart(archive, 'xl/styles.xml', {
    open: (name, { numFmtId = '0', formatCode = '' }) => {
      if (name === 'numFmt' && formats.size < MAX_STYLES) formats.set(Number(numFmtId), formatCode);
      if (name === 'cellXfs') isInCellFormats = true;
      if (name !== 'xf' || !isInCellFormats || styles.length >= MAX_STYLES) return;
      styles.push(isDateFormat(Number(numFmtId), formats.get(Number(numFmtId))));
    },
    close: (name) => {
      if (name === 'cellXfs') isInCellFormats = false;
    },
  });
  return styles;
}

async function readPart(archive: Archive, name: string, handler: XmlHandler): Promise<void> {
  if (!archive.has(name)) return;
  const events = readXml(await archive.stream(name), handler);
  while ((await events.next()).done !== true);
}
