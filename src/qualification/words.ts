/** Most words of a phrase. Longer ones, which profiles of earlier versions may hold, are found by their first words. */
export const MAX_PHRASE_WORDS = 8;

/** A word of a text, folded for comparison, and the number of the clause it stands in. */
export interface Word {
  text: string;
  clause: number;
  /** A colon stands directly before it: what came before is its heading. */
  isAnswer: boolean;
}

/** Most units that are read of one that Unicode takes apart: a syllable of Hangul has three, a few signs have up to 18. */
const MAX_PARTS = 3;

const CONTRASTS = new Set(
  'but however although though aber jedoch mais pero sino maar ale но однако ama fakat'.split(' '),
);
/** "Mais" is "but" in French, and "more" in Portuguese, where one of these stands close before it. */
const BEFORE_MORE = new Set(
  'nao quer quero querem deseja desejam tem ligar saber receber muito precisa precisam gostaria bem ainda'.split(' '),
);
const MORE_REACH = 3;
/** Amounts and short forms whose signs would be lost as words: "$20M" is `money`, "€0" is `zero`, "n/a" is `notgiven`. */
const NOTHING_GIVEN = /(?<![\p{L}\p{N}])(?:n\s?\/\s?a|n\.a\.?|k\.\s?a\.)(?![\p{L}\p{N}])/giu;
const DASHED_ANSWER = /\s[-–—]\s(?=(?:none|no|zero|nil|unknown|tbd|0)\s*(?:[.,;\n]|$))/giu;
/** "Demo? No.", "Demo = false" and "Budget: -". */
const ASKED_ANSWER =
  /[?=]:?\s{0,3}(?=(?:no|nope|none|n|0|false|never|not really|not at all|nein|gar nicht|eher nicht|non|pas du tout|nee|nej|nei|não|nao|nie|ne|ei|нет|ні|hayır|hayir|yok)\s*(?:[.,;!|\n]|$))/giu;
/** "No, thank you" and "danke, nein" are one saying. */
const THANKS =
  'thanks?|thx|tnx|danke|merci|gracias|obrigad[oa]|grazie|dank|bedankt|tack|takk|tak|kiitos|dzi[ęe]kuj\\p{L}{1,4}|d[ěe]kuj[iu]|спасибо|дякую|te[şs]ekk[üu]rler';
const NO = 'no|nein|non|não|nao|nee|nej|nei|nie|ne|ei|нет|ні|hayır|hayir|yok';
const NO_THANKS = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:(${NO}),\s{0,3}(?=(?:${THANKS})(?!\p{L}))|(${THANKS}),\s{0,3}(?=(?:${NO}|не надо)\s*(?:[.,;!|"\n]|$)))`,
  'giu',
);
const BLANK_ANSWER = /:[ \t]{0,3}[-–—]{1,3}[ \t]{0,3}(?=[,;|\n]|$)/gu;
const ZERO = /(?<![\p{N}.,])(?:[$€£¥]\s?0(?![\d.,])|0\s?(?:[$€£¥]|eur|usd|gbp|euros?|dollars?)(?!\p{L}))/giu;
const MONEY =
  /(?<![\p{L}\p{N}.,])(?:(?:[$€£¥]|(?:usd|eur|gbp|chf)\s)\s?\d[\d.,]{0,15}(?:\s?(?:k|m|mm|mn|mio|b|bn|million|billion)(?!\p{L}))?|\d[\d.,]{0,15}\s?(?:m|mm|mn|mio|bn|million|billion|millionen|millions|millones)(?!\p{L}))/giu;

const TOKEN = /[\p{L}\p{M}\p{N}]+|[.!?;,()|•*–—\n\r:]|(?<=\s)-(?=\s)/gu;
const INITIALS = /(?<![\p{L}\p{N}])\p{L}(?:\.\p{L})+(?![\p{L}\p{N}])/gu;
/** Most texts need no folding but of their case. */
const PLAIN = /^[\x20-\x7e\n]*$/;
const QUOTE = /['’]/;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const CLAUSE_ENDS = new Set('.!?;,()|•*–—\n\r-');

/**
 * The words of a text, in order: lower case, without accents, apostrophes and the dots of initials ("V.P." is `vp`,
 * "President's" is `president`, "don't" is `dont`). Every pattern here reads each character a bounded number of times,
 * so hostile text costs no more than plain text of its length.
 */
export function clausedWordsOf(text: string): Word[] {
  const words: Word[] = [];
  let clause = 0;
  let isAnswer = false;
  for (const token of folded(withSpelledSigns(text)).match(TOKEN) ?? []) {
    if (token === ':') isAnswer = true;
    else if (CLAUSE_ENDS.has(token) || (CONTRASTS.has(token) && !saysMore(token, words))) clause += 1;
    else {
      words.push({ text: token, clause, isAnswer });
      isAnswer = false;
    }
  }
  return words;
}

function saysMore(token: string, before: readonly Word[]): boolean {
  return token === 'mais' && before.slice(-MORE_REACH).some(({ text }) => BEFORE_MORE.has(text));
}

function withSpelledSigns(text: string): string {
  let spelled = text;
  // Most notes have none of these signs.
  if (/[/.]/.test(spelled)) spelled = spelled.replace(NOTHING_GIVEN, ' notgiven ');
  if (/[-–—]/.test(spelled)) spelled = spelled.replace(DASHED_ANSWER, ': ').replace(BLANK_ANSWER, ': notgiven ');
  if (spelled.includes(',')) spelled = spelled.replace(NO_THANKS, '$1$2 ');
  if (/[?=]/.test(spelled)) spelled = spelled.replace(ASKED_ANSWER, ': ');
  return /\d/.test(spelled) ? spelled.replace(ZERO, ' zero ').replace(MONEY, ' money ') : spelled;
}

/** The words of a text where clauses do not matter: titles, industries, phrases of a profile. */
export function wordsOf(text: string): string[] {
  return folded(text).match(WORD) ?? [];
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
  const plain = PLAIN.test(text) ? text.toLowerCase() : unaccented(text);
  const quoteless = QUOTE.test(plain) ? plain.replace(/['’]s(?![\p{L}\p{N}])/gu, '').replace(/['’]/g, '') : plain;
  return quoteless.includes('.') ? quoteless.replace(INITIALS, (initials) => initials.replaceAll('.', '')) : quoteless;
}

/** Letters that Unicode does not take apart, and that are often written without their mark. */
const LETTERS: Record<string, string> = { ß: 'ss', ı: 'i', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe' };

function unaccented(text: string): string {
  return (
    text
      // Unicode sorts a run of combining marks, in quadratic time; no language stacks more than a few.
      .replace(/(\p{M}{4})\p{M}+/gu, '$1')
      .normalize('NFKD')
      .slice(0, MAX_PARTS * text.length)
      .toLowerCase()
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/[ßıøłđæœ]/g, (letter) => LETTERS[letter] ?? letter)
  );
}
