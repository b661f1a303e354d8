import { describe, expect, it } from 'vitest';
import { isNoAddress } from './no-address.js';
import { readEmails } from './read-emails.js';
import { readPhones } from './read-phones.js';
import { readUrls } from './read-url.js';

const all = (texts: string) => texts.split('; ');

describe('A field for an address', () => {
  it.each([
    'no; No; NO!; 0; -1; none yet; coming soon; Coming soon...; under construction; (in progress); on request; does not have one',
    'nein; noch keine; im Aufbau; in Arbeit; demnächst; auf Anfrage; siehe Website; non; en construction; bientôt; à venir; pas encore',
    'en construcción; próximamente; no tiene; não; não tem; em construção; in costruzione; non ancora; nee; nog niet; in aanbouw; nej',
    'w budowie; nie ma; в разработке; нету; yapım aşamasında; 準備中; 建设中; 준비중; 준비 중; قيد الإنشاء; בבנייה',
  ])('is empty where it says so: %s', (texts) => {
    for (const read of [readUrls, readEmails, readPhones]) {
      expect(all(texts).filter((text) => read(text).first !== null)).toEqual([]);
    }
  });

  it.each(['110', '112', '999', '911', '111111', '1', 'now', 'Nein GmbH', 'progress.com', 'Soon Inc', '10', '555'])(
    'is not where it says %j',
    (text) => {
      expect(isNoAddress(text)).toBe(false);
    },
  );

  it.each(['0000000', '1111111111', '9999999999'])('of a phone is empty with %s', (text) => {
    expect(readPhones(text).first).toBeNull();
  });
});
