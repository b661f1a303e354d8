const LATIN = /\p{sc=Latn}/u;
const LETTER = /\p{L}/u;
const UPPER = /\p{Lu}/u;
const LOWER = /\p{Ll}/u;
/** Signs that people write; inside of a word they stand for a letter that was read wrongly. */
const SIGN = /[€£¥§©®™°ºª¹²³·«»‹›“”„‘’‚–—…•†‡¡¿´\u00a0×÷½¼¾µ±¶\u00ad]/;
const IN_WORDS = /[’‘´·–—\u00a0\u00ad]/;
/** Signs that no word ends in. */
const AFTER_SPACE = /[„‚¿¡§]/;
const BEYOND_ASCII = /[^\x00-\x7f]/g;

/**
 * Part of the characters beyond ASCII that stand where a text in Latin letters has them: 1 for "Müller", 0 for "MŸller".
 * 1 where there is none.
 * @param longestRun letters beyond ASCII that may stand together
 */
export function letterShare(text: string, longestRun: number): number {
  let [all, right] = [0, 0];
  for (const { index } of text.matchAll(BEYOND_ASCII)) {
    all++;
    if (isInPlace(text, index, longestRun)) right++;
  }
  return all === 0 ? 1 : right / all;
}

function isInPlace(text: string, index: number, longestRun: number): boolean {
  const [before, character, behind] = [text[index - 1] ?? '', text[index] ?? '', text[index + 1] ?? ''];
  const isInWord = LETTER.test(before) && LETTER.test(behind);
  if (SIGN.test(character)) {
    return !(isInWord && !IN_WORDS.test(character)) && !(LETTER.test(before) && AFTER_SPACE.test(character));
  }
  if (!LATIN.test(character) || isInRun(text, index, longestRun)) return false;
  return !UPPER.test(character) || !LETTER.test(before) || (UPPER.test(before) && !LOWER.test(behind));
}

function isInRun(text: string, index: number, longest: number): boolean {
  let [start, end] = [index, index];
  while (start > 0 && end - start <= longest && isForeign(text[start - 1])) start--;
  while (end - start <= longest && isForeign(text[end + 1])) end++;
  return end - start >= longest;
}

function isForeign(character: string | undefined): boolean {
  return character !== undefined && character > '\x7f' && LETTER.test(character);
}
