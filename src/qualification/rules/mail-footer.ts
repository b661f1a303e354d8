import type { Word } from '../words.js';
import type { PhraseMatch } from './phrase-book.js';

/** Words around, of whatever clause. */
const REACH = 6;
/** What a mail has at its end says how its readers may unsubscribe; a reader who asks for it says none of these. */
const LINKS = new Set(
  (
    'browser, navigateur, navegador, preferences, preferenze, preferencias, impressum, imprint, copyright, click, klick, klicken, ' +
    'cliquez, cliquer, clic, clicca, clique, klik, klicka, kliknij, нажмите, tiklayin'
  ).split(', '),
);

/** Whether a phrase belongs to the end of a mail: "Unsubscribe | View in browser", "click here to unsubscribe". */
export function isMailFooter(
  words: readonly Word[],
  { start, end }: Pick<PhraseMatch<unknown>, 'start' | 'end'>,
): boolean {
  const around = [...words.slice(Math.max(0, start - REACH), start), ...words.slice(end, end + REACH)];
  return around.some(({ text }) => LINKS.has(text));
}
