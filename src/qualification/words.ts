/** Most words of a phrase. Longer ones, which profiles of earlier versions may hold, are found by their first words. */
export const MAX_PHRASE_WORDS = 8;

/** A word of a text, folded for comparison, and the number of the clause it stands in. */
export interface Word {
  text: string;
  clause: number;
}

/** Most units that are read of one that Unicode takes apart: a syllable of Hangul has three, a few signs have up to 18. */
const MAX_PARTS = 3;

const CONTRASTS = new Set(['but', 'however', 'although', 'though']);

/**
 * The words of a text, in order: lower case, without accents, apostrophes and the dots of initials ("V.P." is `vp`,
 * "President's" is `president`, "don't" is `dont`). Every pattern here reads each character a bounded number of times,
 * so hostile text costs no more than plain text of its length.
 */
export function clausedWordsOf(text: string): Word[] {
  const words: Word[] = [];
  let clause = 0;
  for (const [token] of folded(text).matchAll(/[\p{L}\p{M}\p{N}]+|[.!?;,()|•*–—\n\r]|(?<=\s)-(?=\s)/gu)) {
    if (!/^[\p{L}\p{M}\p{N}]/u.test(token) || CONTRASTS.has(token)) clause += 1;
    else words.push({ text: token, clause });
  }
  return words;
}

/** The words of a text where clauses do not matter: titles, industries, phrases of a profile. */
export function wordsOf(text: string): string[] {
  return Array.from(folded(text).matchAll(/[\p{L}\p{M}\p{N}]+/gu), ([word]) => word);
}

/**
 * What the common English forms of a word share: demo(s), evaluat(e|es|ed|ing). Deliberately blunt; it is only ever
 * compared with another stem, never shown. Short words stay as they are, so that "news" is not "new".
 */
export function stemOf(word: string): string {
  const singular = word.length > 4 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
  for (const ending of ['ing', 'ed', 'e']) {
    if (singular.endsWith(ending) && singular.length - ending.length >= 3) return singular.slice(0, -ending.length);
  }
  return singular;
}

function folded(text: string): string {
  return (
    text
      // Unicode sorts a run of combining marks, in quadratic time; no language stacks more than a few.
      .replace(/(\p{M}{4})\p{M}+/gu, '$1')
      .normalize('NFKD')
      .slice(0, MAX_PARTS * text.length)
      .toLowerCase()
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/['’]s(?![\p{L}\p{N}])/gu, '')
      .replace(/['’]/g, '')
      .replace(/(?<![\p{L}\p{N}])\p{L}(?:\.\p{L})+(?![\p{L}\p{N}])/gu, (initials) => initials.replaceAll('.', ''))
  );
}
