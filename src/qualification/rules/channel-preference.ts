import type { Word } from '../words.js';
import { DENIALS } from './context-words.js';
import { type PhraseMatch, PhraseBook } from './phrase-book.js';

/** Words between the refusal of calls and what is preferred. */
const REACH = 6;
/** The longest phrase below. */
const LONGEST = 5;

const list = (words: string) => words.split(/,\s*/);

/** What a phrase refuses if it names one of these; "do not contact" refuses everything. */
const CALLS = new Set(
  list(
    'dnc, call, calls, calling, called, anrufen, anrufe, appeler, rappeler, llamar, ligar, chiamare, bellen, gebeld, ring, angerufen, appele, appelee, rappele, mappeler, mappelez, llamen, llamadas, ligacoes, chiamato, chiamata, dzwonic, dappels, telefoontjes, samtal, chiamate, telefonow, звонков, звонки, ' +
      'звонить, звоните, aramayin, aramayiniz, تتصل, להתקשר',
  ),
);
const CHANNELS = new Set(
  list(
    'email, emails, mail, mails, sms, text, texts, whatsapp, linkedin, courriel, correo, mejl, mailem, почту, почте, eposta',
  ),
);
const WRITE = list(
  'write, schreiben, anschreiben, mailen, ecrire, escribir, escrever, scrivere, schrijven, skriv, skriva, mejla, maila, pisac, napisac, ' +
    'писать, пишите, написать, напишите, yazin',
);
/** `@` stands for any of the channels. */
const PREFERRED = list(
  '@ preferred, @ is preferred, @ allowed, @ is allowed, @ welcome, @ is welcome, @ possible, happy to get @, happy to receive @, happy with @, open to @, ok to @, okay to @, ok with @, fine with @, ' +
    '@ erlaubt, @ ist erlaubt, @ moglich, @ ist ok, @ autorise, @ possibile, @ permitido, @ mag, @ toegestaan, ' +
    ' @ only, @ instead, @ please, @ is better, @ works better, @ is best, @ is fine, @ works, @ is ok, @ ok, @ okay, ' +
    '@ me, @ him, @ her, @ us, @ them, prefer @, prefers @, preferred @, prefer an @, prefers an @, preferably @, preferably by @, rather @, ' +
    'better @, better by @, better via @, only @, only by @, only via @, just @, please @, please use @, use @, send @, send an @, send a @, ' +
    'contact by @, contact via @, reach out by @, reach out via @, by @ please, via @ please, ' +
    '@ bevorzugt, bevorzugt @, bevorzugt per @, @ gewunscht, @ reicht, @ genugt, lieber @, lieber per @, lieber via @, lieber eine @, ' +
    'besser @, besser per @, besser eine @, nur @, nur per @, nur via @, bitte @, bitte per @, bitte via @, bitte nur per @, ' +
    'per @ bitte, per @ kontaktieren, ' +
    'plutot @, plutot par @, plutot un @, prefere @, prefere un @, prefere le @, prefere les @, uniquement par @, seulement par @, par @ uniquement, ' +
    'par @ de preference, de preference par @, mieux par @, mejor @, mejor por @, mejor un @, prefiere @, prefiere el @, prefiere por @, ' +
    'solo @, solo por @, por @ mejor, melhor @, melhor por @, prefere por @, apenas por @, so @, so por @, somente por @, preferisce @, preferisce via @, ' +
    'meglio @, meglio via @, meglio per @, meglio una @, solo via @, solo per @, liever @, liever per @, liever via @, liever een @, ' +
    'bij voorkeur per @, alleen @, alleen per @, @ aub, hellre @, hellre via @, helst via @, lepiej @, woli @, tylko @, предпочитает @, лучше @, лучше на @, ' +
    'лучше по @, только по @, только на @, tercihen @, sadece @',
);
/** Before a word for writing. */
const RATHER = list(
  'please, just, rather, better, only, bitte, lieber, besser, plutot, mejor, melhor, meglio, liever, hellre, lepiej, лучше',
);
/** These go on with what is refused: "do not call or email". */
const OR = new Set(list('or, nor, oder, ou, o, ni, of, eller, lub, ani, или, ни'));

const PREFERENCES = new PhraseBook<true>(
  [...PREFERRED, ...RATHER.flatMap((rather) => WRITE.map((write) => `${rather} ${write}`))].map((phrase) => [
    phrase.split(' '),
    true,
  ]),
);
const ALONE = new Set(['@', ...WRITE]);

/** Whether a phrase refuses calls only, since another channel is preferred: "don't call, email preferred". */
export function prefersWriting(words: readonly Word[], { start, end }: PhraseMatch<string>): boolean {
  if (!words.slice(start, end).some(({ text }) => CALLS.has(text))) return false;
  const behind = withChannels(words.slice(end, end + REACH + LONGEST));
  return (
    isPreference(withChannels(words.slice(Math.max(0, start - REACH), start))) ||
    isPreference(behind) ||
    (words[end - 1]?.clause !== behind[0]?.clause && isAlone(behind))
  );
}

/** The words with `@` for each channel, "e-mail" included. */
function withChannels(words: readonly Word[]): Word[] {
  return words
    .filter(({ text }, index) => text !== 'e' || !CHANNELS.has(words[index + 1]?.text ?? ''))
    .map((word) => (CHANNELS.has(word.text) ? { ...word, text: '@' } : word));
}

function isPreference(words: readonly Word[]): boolean {
  const texts = words.map(({ text }) => text);
  return words.slice(0, REACH).some(({ clause }, at) => {
    const isPreferred = PREFERENCES.at(texts, at).some((match) => words[match.end - 1]?.clause === clause);
    return isPreferred && !isRefused(words, at);
  });
}

/** Denied in its clause, or one more of what is: "do not call or email, please". */
function isRefused(words: readonly Word[], at: number): boolean {
  return words
    .slice(Math.max(0, at - 3), at)
    .some(({ text, clause }) => clause === words[at]?.clause && (DENIALS.has(text) || OR.has(text)));
}

/** "Don't call, write", but not "do not call, write or email". */
function isAlone([first, next]: readonly Word[]): boolean {
  return ALONE.has(first?.text ?? '') && next?.clause !== first?.clause && !OR.has(next?.text ?? '');
}
