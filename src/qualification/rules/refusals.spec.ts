import { describe, expect, it } from 'vitest';
import { busyMs } from '../../../test/support/thread-time.js';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { findSignals } from './signals.js';

const find = (notes: string) => findSignals(notes, DEFAULT_SCORING_PROFILE);
const all = (texts: string) => texts.split('; ');

describe('A refusal in few words', () => {
  it.each<[string, string]>([
    [
      'not interested',
      'Interested? No; Interested: no; Interested - no; Interested? N; interested? nope!; Interested? Not really; interested = no; Interested?: No; Thanks, no',
    ],
    [
      'not interested',
      'Interested in our product? No.; Interest level: none; Interest: 0; Still interested? No, not at all',
    ],
    [
      'not interested',
      'Interessiert? Nein; Intéressé ? Non; ¿Interesado? No; Interessado? Não; Interessato: no; Geïnteresseerd? Nee',
    ],
    [
      'not interested',
      'Intresserad: nej; Zainteresowany? Nie; Заинтересован? Нет; İlgileniyor mu? Hayır; Budget: no | Interested: no',
    ],
    [
      'not interested',
      'thanks but no thanks; Thanks, but no thanks.; no thank you; No, thank you; He said "no thanks"; nein danke; Danke, nein',
    ],
    [
      'not interested',
      'Non, merci; no gracias; não, obrigado; no grazie; nee, bedankt; nej tack; nie, dziękuję; нет, спасибо; Спасибо, не надо',
    ],
    [
      'not interested',
      'NI; N.I.; n/i; 12.03. NI; Disposition: NI; Call result: NI.; Called twice, NI; Hard pass; not intrested; nezájem; nem érdekel; ikke interesseret; ei kiinnosta; tidak tertarik; nu este interesat',
    ],
    [
      'wrong number',
      'WN; W/N; wn; Result: WN; Called 05/03 - WN; bad number; Invalid phone number; number no longer in service; fake number',
    ],
    [
      'do not call',
      'OK to call? No; Contact allowed: no; DND; Anruf erlaubt? Nein; no further contact; does not want any more calls',
    ],
    [
      'do not call',
      'não quer mais ligações; Não quer mais contato; no desea recibir llamadas; ne veut plus recevoir d’appels; non vuole più chiamate',
    ],
    [
      'do not call',
      'wil geen telefoontjes meer; wünscht keine Anrufe; möchte nicht mehr kontaktiert werden; nie życzy sobie kontaktu; просит больше не звонить',
    ],
    ['unsubscribe', 'asked to be removed; please remove from your database; Daten löschen lassen'],
    ['spam', 'Status: Junk Lead; fake lead; bogus lead'],
  ])('is %s in each of: %s', (disqualifier, texts) => {
    expect(all(texts).filter((text) => find(text).disqualifiers.join() !== disqualifier)).toEqual([]);
  });

  it('may be several', () => {
    expect(find('WN / NI').disqualifiers).toEqual(['wrong number', 'not interested']);
  });

  it.each([
    'Interested: n/a; Interest: -; OK to call: no (email only); Call allowed: no, email preferred; não ligar antes das 10h; не звонить до 12',
    'They get bogus leads from ads; complains about fake leads; asked to be removed as signatory; requested to be removed from the trial',
    'Interested? Yes; Interested? Not now; Interested? No, but wants a demo in May; Not interested? No, on the contrary; Interest rate: no',
    'Interested: no budget yet; Interested in: Sales; Interested? No. Came back in June, now wants a quote; interested, no questions; Interested in a demo? No; fake number plates',
    'NI office in Belfast; Belfast, NI; Ni hao; WN Media GmbH; the NI team called; Location: NI; Nr. 5 WN',
    'No thanks needed; no thanks to our support; no thank you note yet; Demo? No thanks; no thanks. Not now, but yes to a demo in May',
    'No. Thanks for the call; Budget: no. Thank you!; OK to call? Yes; Contact allowed: yes; DNC: N; Do not call: n; junk removal company; no more calls before Monday; no further contact since June',
    'Unsubscribed from all email: false; Email opted out: no; bad number of seats; invalid number format in their export',
  ])('is none in each of: %s', (texts) => {
    expect(all(texts).filter((text) => find(text).disqualifiers.length > 0)).toEqual([]);
  });

  it('costs no more than its length in hostile notes', async () => {
    for (const unit of ['interested ', 'no, ', 'NI\n', '1', 'interested? no ', 'called, ', 'danke, ']) {
      const text = unit.repeat(10_000 / unit.length);
      const ms = await busyMs(() => find(text), 50);
      expect([unit, ms < 50]).toEqual([unit, true]);
    }
  });
});
