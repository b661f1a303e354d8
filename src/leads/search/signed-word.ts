/** As `search_fold` knows them: apostrophes, quotes, dashes, and the dots of initials. Some count as letters in Unicode. */
const SIGN = `['’‘‚‛ʹʻʼʽʾʿˈ′‵ꞌ՚׳´\`"“”„‟″«»״\\p{Pd}−.]`;
const LETTERS = `(?:(?!${SIGN})[\\p{L}\\p{M}])+`;
const SIGNED = new RegExp(`^${LETTERS}(?:(?:${SIGN}${LETTERS})+\\.?|\\.)$`, 'u');
const SIGNS = new RegExp(SIGN, 'u');
/** The same signs, folded, in SQL. */
const FOLDED_SIGNS = `''".-`;
const TRIGRAM = 3;

/** Whether people also write a word without its signs: "O'Brien", "Jean-Pierre", "S.A.", "Inc.", "בע״מ". */
export function isSigned(word: string): boolean {
  return SIGNED.test(word);
}

/** Whether the index has trigrams of a signed word. */
export function hasTrigrams(word: string): boolean {
  return word.split(SIGNS).some((part) => part.length >= TRIGRAM);
}

/**
 * SQL that holds where a signed word, folded as `part`, stands as it is written, or as a word of its own with other signs, a
 * space or nothing between its letters. Not within another word without signs: "d'or" is not in "vendor".
 */
export function containsSigned(part: string): string {
  const anyWay = `'\\m' || regexp_replace(rtrim(${part}, '.'), '[${FOLDED_SIGNS}]', '[ ${FOLDED_SIGNS}]{0,2}', 'g') || '\\M'`;
  // The letters of all scripts, whatever the server's locale.
  return `(strpos(search_text, ${part}) <> 0 OR search_text COLLATE "und-x-icu" ~ (${anyWay}))`;
}

/** What LIKE finds each of these by in the index. */
export function signedPattern(part: string): string {
  return `translate(search_pattern(${part}), '${FOLDED_SIGNS}', '%%%%')`;
}
