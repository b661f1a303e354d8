import type { Word } from '../words.js';
import { type PhraseMatch, PhraseBook } from './phrase-book.js';
import {
  ABOUT,
  ASKED,
  CALL_WORDS,
  NO_ANSWERS,
  NO_REFUSAL_BEHIND,
  OUTCOME_HEADINGS,
  POLITE,
  SHORT_FORMS,
} from './refusal-words.js';

/** A refusal in few words, by the common phrase that it says. */
export interface Refusal extends PhraseMatch<string> {
  /** Of nothing in particular, so that it counts only where a note names nothing else that could be refused. */
  isPolite: boolean;
}

/** Words between a heading and its answer: "Interested in our new product? No". */
const MOST_BETWEEN = 5;
const HEADINGS = new PhraseBook(
  Object.entries(ASKED).flatMap(([phrase, all]) => all.map((words) => [words, phrase] as const)),
);
const ANSWERS = new PhraseBook(NO_ANSWERS.map((words) => [words, true] as const));
const THANKS = new PhraseBook(POLITE.map((words) => [words, 'not interested'] as const));

/** Where a text refuses by an answer ("Interested? No") or by its thanks ("no, thanks"). */
export function refusalsIn(words: readonly Word[]): Refusal[] {
  const texts = words.map(({ text }) => text);
  const answered = HEADINGS.all(texts).flatMap((heading) => {
    const end = answerEndOf(words, texts, heading);
    return end === undefined ? [] : [{ ...heading, end, isPolite: false }];
  });
  const polite = THANKS.all(texts).filter(
    ({ start, end }) =>
      words[start]?.clause === words[end - 1]?.clause &&
      !(words[end]?.clause === words[start]?.clause && NO_REFUSAL_BEHIND.has(texts[end] ?? '')),
  );
  return [...answered, ...polite.map((match) => ({ ...match, isPolite: true }))];
}

/** Where the answer "no" to a heading ends; `undefined` if it has another, or none. */
function answerEndOf(
  words: readonly Word[],
  texts: readonly string[],
  { start, end }: PhraseMatch<string>,
): number | undefined {
  const clause = words[start]?.clause;
  for (let at = end; at <= end + MOST_BETWEEN && words[at]?.clause === clause; at++) {
    if (words[at]?.isAnswer === true) {
      return ANSWERS.at(texts, at).find((answer) => isClauseEnd(words, answer.end, clause))?.end;
    }
    if (at === end && !ABOUT.has(texts[at] ?? '')) return undefined;
  }
  return undefined;
}

function isClauseEnd(words: readonly Word[], end: number, clause: number | undefined): boolean {
  return words[end - 1]?.clause === clause && words[end]?.clause !== clause;
}

const FORMS = Object.keys(SHORT_FORMS).map((form) => Array.from(form).join(String.raw`[./]?`));
const DATE = String.raw`(?:\d{1,4}[./-]){1,2}(?:\d{1,4})?[.:]?`;
/** A line that is a short form, behind a date, a heading, or a word of the call perhaps. */
const SHORT_LINE = new RegExp(
  String.raw`^([ \t]{0,4}(?:${DATE}\s{1,3}|${DATE}\s{0,3}[:-]\s{0,3})?(?:(?:${OUTCOME_HEADINGS})\s{0,3}[:=-]\s{0,3}|[^\n]{0,20}\b(?:${CALL_WORDS})\b[^\n,;-]{0,30}(?:[,;-]|\d\s-)\s{0,3})?)((?:${FORMS.join('|')})(?:\s?[/,+&]\s?(?:${FORMS.join('|')})){0,2})(?=[.!]?[ \t]{0,4}$)`,
  'gimu',
);
const FORM = new RegExp(FORMS.join('|'), 'gi');
const MAY_BE_SHORT = /\b[nw]\W?[in]\b|\bdnd\b/i;

/** A note with "NI" and the like in full. */
export function withoutShortForms(notes: string): string {
  if (!MAY_BE_SHORT.test(notes)) return notes;
  return notes.replace(
    SHORT_LINE,
    (_line, before: string, forms: string) =>
      before + forms.replace(FORM, (form) => `${SHORT_FORMS[form.toLowerCase().replace(/\W/g, '')] ?? form},`),
  );
}
