/** Encodings of text files whose letters do not tell which one it is, by the names that the API takes. */
export const ENCODINGS: readonly (readonly [name: string, label: string])[] = [
  ['windows-1256', 'Arabic'],
  ['windows-1257', 'Baltic'],
  ['windows-1250', 'Central European'],
  ['gb18030', 'Chinese, simplified'],
  ['big5', 'Chinese, traditional'],
  ['windows-1251', 'Cyrillic'],
  ['windows-1253', 'Greek'],
  ['windows-1255', 'Hebrew'],
  ['shift_jis', 'Japanese'],
  ['euc-kr', 'Korean'],
  ['windows-874', 'Thai'],
  ['windows-1254', 'Turkish'],
  ['windows-1258', 'Vietnamese'],
  ['windows-1252', 'Western European'],
];

const chosen = new WeakMap<File, string>();

/** What was chosen for a file holds each time that it is sent: for its preview, and for the import after that. */
export const chosenEncodings: Pick<WeakMap<File, string>, 'get' | 'set'> = chosen;
