import { InvalidFileFormatError } from './file.errors.js';

/** What is read of a file before it is clear what it is. */
export const HEAD_BYTES = 64 * 1024;

const SAVE_AS = 'save it as CSV or XLSX and send it again';
/** Files that are sent for tables, by their first bytes. */
const SIGNATURES: [hex: string, name: string][] = [
  ['255044462d', 'a PDF document'],
  ['d0cf11e0a1b11ae1', 'an Excel file of the old form (.xls), or one with a password'],
  ['0908', 'an Excel file of the old form (.xls)'],
  ['1f8b', 'a gzip archive'],
  ['425a68', 'a bzip2 archive'],
  ['fd377a585a', 'an xz archive'],
  ['377abcaf271c', 'a 7z archive'],
  ['526172211a07', 'a RAR archive'],
  ['28b52ffd', 'a Zstandard archive'],
  ['89504e47', 'a picture'],
  ['ffd8ff', 'a picture'],
  ['474946383', 'a picture'],
  ['53514c69746520', 'an SQLite database'],
  ['50415231', 'a Parquet file'],
  ['4f626a01', 'an Avro file'],
  ['7b5c727466', 'a rich text document'],
];
const BEGINS_LIKE: [form: RegExp, name: string][] = [
  [/^<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b/i, 'an HTML page, which some systems call .xls'],
  [/^<\?mso-application|^<\?xml|^<[a-z][\w:.-]*[\s>]/i, 'an XML document'],
  [/^begin:vcard/i, 'a vCard'],
];
/** Text has tabs and line ends, and no other control characters but by accident. */
const CONTROL = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/g;
const MOST_CONTROLS = 0.05;
const FREE_CONTROLS = 10;

export type FileKind = 'zip' | 'text';

/**
 * Tells a table of text from a ZIP archive, which an XLSX file is, by its first bytes: names and media types of uploads are
 * often wrong.
 * @throws InvalidFileFormatError for everything else
 */
export function sniffFile(head: Buffer): FileKind {
  if (head.length === 0) throw new InvalidFileFormatError('The file is empty', { found: 'nothing' });
  const start = head.subarray(0, 16).toString('hex');
  if (start.startsWith('504b0304') || start.startsWith('504b0506')) return 'zip';
  const known = SIGNATURES.find(([signature]) => start.startsWith(signature));
  if (known !== undefined) throw isNoTable(known[1]);
  return 'text';
}

/**
 * Looks at the beginning of a decoded text.
 * @throws InvalidFileFormatError where it is empty, another kind of document, or no text at all
 */
export function sniffText(text: string): void {
  const start = text.trimStart();
  if (start === '') throw new InvalidFileFormatError('The file is empty', { found: 'nothing' });
  const known = BEGINS_LIKE.find(([form]) => form.test(start));
  if (known !== undefined) throw isNoTable(known[1]);
  const controls = text.match(CONTROL)?.length ?? 0;
  if (controls > FREE_CONTROLS + text.length * MOST_CONTROLS) throw isNoTable('binary data');
}

function isNoTable(found: string): InvalidFileFormatError {
  return new InvalidFileFormatError(`This is ${found}; ${SAVE_AS}`, { found });
}
