/** What notes of a rich text hold besides words: tags, and signs that are spelled out. */
const MARKUP = /[<&❌✗✘🚫👎]/u;
/** Tags that end a line of text; all others stand within one. */
const BLOCK_TAG = /<\/?(?:p|div|br|li|ul|ol|tr|td|th|table|h[1-6]|blockquote|hr)\b[^<>]{0,500}>/gi;
const TAG = /<\/?[a-z][^<>]{0,500}>/gi;
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi;
/** Signs that say no. */
const CROSSES = /[❌✗✘🚫👎]\ufe0f?/gu;
const HIGHEST = 0x10ffff;

const NAMED: Record<string, string> = {
  ...{ nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", rsquo: '’', lsquo: '‘', ndash: '–', mdash: '—' },
  ...{ auml: 'ä', ouml: 'ö', uuml: 'ü', szlig: 'ß', eacute: 'é', egrave: 'è', ecirc: 'ê', agrave: 'à', aacute: 'á' },
  ...{
    ccedil: 'ç',
    ntilde: 'ñ',
    iacute: 'í',
    oacute: 'ó',
    uacute: 'ú',
    atilde: 'ã',
    otilde: 'õ',
    euro: '€',
    hellip: '…',
  },
};

/** Notes as a person sees them: CRMs write them as HTML, and people put a cross for a no. */
export function plainNotes(notes: string): string {
  if (!MARKUP.test(notes)) return notes;
  return notes
    .replace(BLOCK_TAG, '\n')
    .replace(TAG, '')
    .replace(ENTITY, (entity, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? NAMED[name.toLowerCase()] ?? entity;
      const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= HIGHEST ? String.fromCodePoint(code) : entity;
    })
    .replace(CROSSES, ' no ');
}
