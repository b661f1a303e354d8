import { isPlaceholder } from '../../leads/placeholders.js';

/** The text of a lead's field, or null where it is missing, blank or a placeholder such as "n/a". */
export function given(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  return isPlaceholder(trimmed) ? null : trimmed;
}

/** Words of ASCII with one space between them need no care. */
const PLAIN = /^(?:[\x21-\x7e]+(?: [\x21-\x7e]+)*)?$/;

/**
 * Text of a lead in quotation marks, on one line and at most `limit` code points long. Control characters and lone
 * surrogates are replaced, since PostgreSQL refuses NUL in text and halves of a pair in JSON.
 */
export function quoted(text: string, limit = 60): string {
  if (text.length <= limit && PLAIN.test(text)) return `"${text}"`;
  // A code point is at most two units: cutting first keeps long texts cheap.
  const start = text.slice(0, limit * 4).toWellFormed();
  const points = Array.from(start.replace(/[\p{Cc}\s]+/gu, ' ').trim());
  const isCut = points.length > limit || text.length > limit * 4;
  return `"${points.slice(0, isCut ? limit - 1 : limit).join('')}${isCut ? '…' : ''}"`;
}

/** At most `most` texts, quoted and listed, with the number of those left out. */
export function quotedList(texts: readonly string[], most = 4): string {
  const shown = texts.slice(0, most).map((text) => quoted(text, 40));
  const hidden = texts.length - shown.length;
  return hidden > 0 ? `${shown.join(', ')} and ${hidden} more` : shown.join(', ');
}
