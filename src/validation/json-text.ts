/** Characters and strings that are looked at before others have their turn: a few ms of work. */
export const LOOKS_IN_A_STEP = 200_000;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** The index of the quote that ends the string which begins at `start`; the text's length if none does. */
export function endOfString(text: string, start: number): number {
  const quote = text.indexOf('"', start + 1);
  if (quote < 0) return text.length;
  if (text.charCodeAt(quote - 1) !== BACKSLASH) return quote;
  // Where escapes are many, a search for each quote would take ten times as long as a look at each character.
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === BACKSLASH) index++;
    else if (code === QUOTE) return index;
  }
  return text.length;
}

/** The index of the last character of the number, or of the letters, that begin at `start`. */
export function endOfNumber(text: string, start: number): number {
  let end = start;
  while (isOfNumber(text.charCodeAt(end + 1))) end++;
  return end;
}

/** Digits and signs, points, the letters of exponents; those of `true`, `false` and `null` are no harm. */
export function isOfNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e || (code | 0x20) === 0x65;
}
