import { describe, expect, it } from 'vitest';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { findSignals } from './signals.js';

const find = (notes: string) => findSignals(notes, DEFAULT_SCORING_PROFILE);
const all = (texts: string) => texts.split('; ');

describe('A note as salespeople write it', () => {
  it.each<[string, string]>([
    [
      'not interested',
      "nicht mehr interessiert; n'est plus intéressé; pas du tout intéressé; non gli interessa; non sono interessati; não estão interessados; nie są zainteresowani",
    ],
    ['no budget', "no cuentan con presupuesto; n'a pas le budget; non c'è budget; não dispõe de verba"],
    [
      'do not call',
      'will nicht mehr angerufen werden; ne veut plus être appelé; no quiere que le llamen; não quer receber ligações; wil niet meer gebeld worden',
    ],
    [
      'unsubscribe',
      'bitte aus Verteiler löschen; merci de me retirer de votre liste; favor eliminarme de su lista; togliere dalla mailing list; retirar da lista de e-mails',
    ],
    [
      'unsubscribe',
      'wants to unsubscribe from all mails; please unsubscribe me; UNSUBSCRIBE; GDPR: delete all my data',
    ],
    [
      'wrong number',
      'Nummer stimmt nicht; numéro erroné; número incorrecto; numero errato; nummer klopt niet; number disconnected',
    ],
    ['student', 'Werkstudent; Studierender'],
    ['competitor', 'travaille chez un concurrent; trabaja para la competencia; Mitarbeiter eines Wettbewerbers'],
  ])('is disqualified by %s in each of: %s', (disqualifier, texts) => {
    expect(all(texts).filter((text) => find(text).disqualifiers.join() !== disqualifier)).toEqual([]);
  });

  it.each([
    'Unsubscribe | View in browser; Thanks, Bob | Unsubscribe: click here; click here to unsubscribe; Hier klicken, um sich abzumelden: abmelden',
    'Not interested in a discount, wants the full suite; hat bei Wettbewerber unterschrieben; a signé chez un concurrent; ce n’est pas le budget qui manque',
  ])('is not disqualified by the end of a mail, a deal of another or something else: %s', (texts) => {
    expect(all(texts).filter((text) => find(text).disqualifiers.length > 0)).toEqual([]);
  });

  it.each([
    "It's not that they don't want a demo; he didn't say no to a demo; never said no to a demo; nobody objected to a demo; did not cancel the demo",
    "demo was not cancelled; haven't declined the demo; they're not against a demo; schließt eine Demo nicht aus; no descarta una demo; n'exclut pas une démo; not ruling out a demo; nicht dass sie keine Demo wollen; Demo nicht abgesagt",
  ])('takes a denial of a denial for none: %s', (texts) => {
    expect(all(texts).filter((text) => find(text).signals.join() !== 'demo')).toEqual([]);
  });
});
