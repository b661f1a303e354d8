import { wordsOf } from '../words.js';

const list = (words: string) => words.split(/,\s*/).map(wordsOf);

/** What stands before an answer, by the disqualifier that the answer "no" is: "Interested? No", "OK to call: no". */
export const ASKED: Record<string, string[][]> = {
  'not interested': list(
    'interested, interest, interest level, interessiert, interesse, interet, interesse, interesada, interesado, interesados, interes, interessado, ' +
      'interessada, interessati, interessato, interessata, geinteresseerd, intresserad, intresse, interesseret, interessert, kiinnostunut, ' +
      'zainteresowany, zainteresowana, zainteresowani, zainteresowanie, zajem, erdekli, interesat, заинтересован, заинтересована, ' +
      'заинтересованы, интерес, интересно, зацікавлений, зацікавлена, ilgileniyor, ilgileniyor mu, ilgi, مهتم, מעוניין',
  ),
  'do not call': list(
    'ok to call, okay to call, ok to contact, okay to contact, may we call, may we contact, can we call, can we contact, call allowed, ' +
      'calls allowed, contact allowed, calling allowed, phone allowed, anruf erlaubt, anrufe erlaubt, anrufen erlaubt, kontakt erlaubt, ' +
      'kontaktaufnahme erlaubt, appel autorise, appels autorises, contact autorise, se puede llamar, llamada permitida, contacto permitido, ' +
      'pode ligar, contato permitido, si puo chiamare, contatto consentito, mag gebeld worden, contact toegestaan',
  ),
};
/** Behind such a heading, these lead to what is asked about: "Interested in our product? No". */
export const ABOUT = new Set(
  'in an am a au aux en em no na aan for fur pour para per op i по в k do our nuestro'.split(' '),
);
/** Answers that refuse, with nothing behind them in their clause. */
export const NO_ANSWERS = list(
  'no, nope, n, none, nil, zero, 0, false, never, not at all, no not at all, not really, absolutely not, definitely not, nein, keine, keins, ' +
    'gar nicht, uberhaupt nicht, eher nicht, non, aucun, pas du tout, pas vraiment, nada, para nada, ninguno, nao, nenhum, nessuno, ' +
    'per niente, nee, geen, helemaal niet, nej, nei, inte alls, ei, nie, ne, nem, nu, нет, нi, ні, hayir, yok, لا, לא',
);

/** Refusals with thanks, and short ones. */
export const POLITE = list(
  'no thanks, thanks no, no thank you, thank you no, no thx, no tnx, no ty, hard pass, hard no, firm no, nein danke, danke nein, non merci, merci non, no gracias, gracias no, ' +
    'nao obrigado, nao obrigada, obrigado nao, obrigada nao, no grazie, grazie no, nee dank je, nee dank u, nee dankjewel, nee bedankt, bedankt nee, ' +
    'nej tack, tack nej, nei takk, nej tak, ei kiitos, nie dziekuje, nie dziekujemy, dziekuje nie, ne dekuji, ne dekujeme, koszonom nem, nem koszonom, ' +
    'nu multumesc, нет спасибо, спасибо нет, спасибо не надо, не надо спасибо, ні дякую, hayir tesekkurler, yok tesekkurler, لا شكرا, לא תודה',
);
/** Behind such a refusal, these make it something else: "no thanks needed", "no thank you note". */
export const NO_REFUSAL_BEHIND = new Set(
  'to for needed need necessary required note notes letter letters card cards email emails mail call gift page fur pour por per voor за'.split(
    ' ',
  ),
);

/** Short forms that stand alone in a line, or behind "Result:" and the like, by the disqualifier that they are. */
export const SHORT_FORMS: Record<string, string> = {
  ...{ ni: 'not interested', wn: 'wrong number', dnd: 'do not call' },
};
/** Headings of such a short form. */
export const OUTCOME_HEADINGS =
  'disposition|dispo|status|lead status|call status|result|call result|outcome|call outcome|ergebnis|anrufergebnis|resultat|résultat|resultado|risultato|resultaat';
/** Behind these, a short form says how the call went: "called twice, NI". */
export const CALL_WORDS = 'called|spoke|talked|rang|phoned|dialed|dialled|reached|call|tel|angerufen|telefoniert';
