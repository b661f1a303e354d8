import { InvalidFileFormatError } from '../file.errors.js';
import type { Archive } from './archive.js';
import { isDateFormat, leastDigits, unescaped } from './cell-value.js';
import { readXml, type XmlHandler } from './xml-events.js';

/** Characters of all shared texts; they are kept in memory while the rows are read. */
const MAX_SHARED_CHARACTERS = 64 * 1024 * 1024;
/** However short they are, each takes some 32 bytes. */
const MAX_SHARED_TEXTS = 5_000_000;
const MAX_STYLES = 100_000;
/** Of a part that has no rows or texts; it would take seconds to read more. */
const MAX_PART_BYTES = 64 * 1024 * 1024;
/** More sheets, or parts that a workbook names, than one has. */
const MAX_SHEETS = 10_000;
/** Sheets that are looked into for a table. */
const MAX_TRIED_SHEETS = 10;
/** Named in an answer. */
const SHOWN_SHEETS = 20;

/** Documents that are ZIP archives, too, by a part that each has. */
const OTHER_DOCUMENTS: [part: string, name: string][] = [
  ['xl/workbook.bin', 'a binary Excel workbook (.xlsb)'],
  ['content.xml', 'an OpenDocument file, such as .ods'],
  ['word/document.xml', 'a Word document'],
  ['ppt/presentation.xml', 'a PowerPoint document'],
  ['index/document.iwa', 'a document of Apple Numbers or Pages'],
];

const tooMuchText = () =>
  new InvalidFileFormatError('The workbook holds too much text to be read; save it as CSV', { found: 'too much text' });

/** How numbers are shown, by the number of a cell's style. */
export interface NumberStyle {
  isDate: boolean;
  /** Zeros in front fill it up to so many. */
  leastDigits: number;
}

/** A sheet, and the part of the archive that holds it. */
export interface Sheet {
  name: string;
  part: string;
}

/** What the rows of a sheet need to be read. */
export interface Workbook {
  /** The sheets that are not hidden; where all are, the first. The one that was asked for, if one was. */
  sheets: Sheet[];
  /** Days count from 1904, as in files of old Macs. */
  isFrom1904: boolean;
  sharedTexts: string[];
  styles: NumberStyle[];
}

/**
 * @param asked the name of the sheet that is wanted
 * @throws InvalidFileFormatError, FileSizeExceededError
 */
export async function readWorkbook(archive: Archive, asked?: string): Promise<Workbook> {
  if (!archive.has('xl/workbook.xml')) throw isNoWorkbook(archive);
  const { found, isFrom1904 } = await sheetsOf(archive);
  const targets = await relations(archive);
  const sheets = (asked === undefined ? shownOf(found) : sheetNamed(found, asked)).map(({ name, relation }) => {
    return { name, part: targets.get(relation) ?? 'xl/worksheets/sheet1.xml' };
  });
  const [sharedTexts, styles] = [await readSharedTexts(archive), await readStyles(archive)];
  return { sheets, isFrom1904, sharedTexts, styles };
}

function isNoWorkbook(archive: Archive): InvalidFileFormatError {
  const other = OTHER_DOCUMENTS.find(([part]) => archive.has(part));
  if (other === undefined) {
    const message = 'This is a ZIP archive, but no XLSX workbook; send the file that is in it';
    return new InvalidFileFormatError(message, { found: 'a ZIP archive' });
  }
  const [, found] = other;
  return new InvalidFileFormatError(`This is ${found}; save it as CSV or XLSX and send it again`, { found });
}

interface NamedSheet {
  name: string;
  relation: string;
  isHidden: boolean;
}

async function sheetsOf(archive: Archive): Promise<{ found: NamedSheet[]; isFrom1904: boolean }> {
  const found: NamedSheet[] = [];
  let isFrom1904 = false;
  await readPart(archive, 'xl/workbook.xml', {
    open: (name, attributes) => {
      if (name === 'workbookPr') isFrom1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '');
      if (name !== 'sheet' || found.length >= MAX_SHEETS) return;
      const relation = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      const isHidden = (attributes.state ?? 'visible') !== 'visible';
      found.push({ name: attributes.name ?? '', relation, isHidden });
    },
  });
  if (found.length === 0) throw new InvalidFileFormatError('The workbook has no sheet');
  return { found, isFrom1904 };
}

function shownOf(sheets: NamedSheet[]): NamedSheet[] {
  const visible = sheets.filter(({ isHidden }) => !isHidden);
  return visible.length > 0 ? visible.slice(0, MAX_TRIED_SHEETS) : sheets.slice(0, 1);
}

function sheetNamed(sheets: NamedSheet[], asked: string): NamedSheet[] {
  const same = (name: string) => name.trim().toLowerCase() === asked.trim().toLowerCase();
  const sheet = sheets.find(({ name }) => same(name));
  if (sheet !== undefined) return [sheet];
  const names = sheets.slice(0, SHOWN_SHEETS).map(({ name }) => name);
  const message = `The workbook has no sheet ${JSON.stringify(asked.slice(0, 100))}; it has ${names.map((name) => JSON.stringify(name)).join(', ')}`;
  throw new InvalidFileFormatError(message, { found: 'another workbook', sheets: names });
}

/** Parts of the archive by the ids of relations; links to other files are none. */
async function relations(archive: Archive): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  await readPart(archive, 'xl/_rels/workbook.xml.rels', {
    open: (name, { Id: id = '', Target: target = '', TargetMode: mode }) => {
      if (name !== 'Relationship' || mode === 'External' || targets.size >= MAX_SHEETS) return;
      targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  return targets;
}

async function readSharedTexts(archive: Archive): Promise<string[]> {
  const texts: string[] = [];
  let [text, isIn, isReading, characters] = ['', false, false, 0];
  const handler: XmlHandler = {
    open: (name) => {
      if (name === 'si') text = '';
      // How a word is read aloud in Japanese, which is no part of it.
      if (name === 'rPh') isReading = true;
      else if (name === 't') isIn = !isReading;
    },
    text: (piece) => {
      if (!isIn) return;
      text += piece;
      if (characters + text.length > MAX_SHARED_CHARACTERS) throw tooMuchText();
    },
    close: (name) => {
      if (name === 't') isIn = false;
      if (name === 'rPh') isReading = false;
      if (name !== 'si') return;
      characters += text.length;
      if (texts.push(unescaped(text)) > MAX_SHARED_TEXTS) throw tooMuchText();
    },
  };
  await readPart(archive, 'xl/sharedStrings.xml', handler, Infinity);
  return texts;
}

async function readStyles(archive: Archive): Promise<NumberStyle[]> {
  const formats = new Map<number, string>();
  const styles: NumberStyle[] = [];
  let isInCellFormats = false;
  await readPart(archive, 'xl/styles.xml', {
    open: (name, { numFmtId = '0', formatCode = '' }) => {
      if (name === 'numFmt' && formats.size < MAX_STYLES) formats.set(Number(numFmtId), formatCode);
      if (name === 'cellXfs') isInCellFormats = true;
      if (name !== 'xf' || !isInCellFormats || styles.length >= MAX_STYLES) return;
      const code = formats.get(Number(numFmtId));
      styles.push({ isDate: isDateFormat(Number(numFmtId), code), leastDigits: leastDigits(code) });
    },
    close: (name) => {
      if (name === 'cellXfs') isInCellFormats = false;
    },
  });
  return styles;
}

async function readPart(archive: Archive, name: string, handler: XmlHandler, most = MAX_PART_BYTES): Promise<void> {
  if (!archive.has(name)) return;
  const events = readXml(await archive.stream(name, most), handler);
  while ((await events.next()).done !== true);
}
