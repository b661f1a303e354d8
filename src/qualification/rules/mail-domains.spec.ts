import { describe, expect, it } from 'vitest';
import { isFreeMail, isThrowAway } from './mail-domains.js';

describe('isFreeMail', () => {
  it.each(
    (
      'gmail.com yahoo.co.uk yahoo.com.mx gmx.de gmx.li web.de t-online.de hotmail.fr qq.com proton.me posteo.de bluewin.ch libero.it ' +
      'uol.com.br terra.com.br wp.pl seznam.cz abv.bg ukr.net mail.ru orange.fr telenet.be ziggo.nl sapo.pt rambler.ru hey.com fastmail.com'
    ).split(' '),
  )('%s is a public mail provider', (domain) => {
    expect(isFreeMail(domain)).toBe(true);
  });

  it.each([
    'acme.com',
    'gmail.acme.com',
    'notgmail.com',
    'yahoo.acme.com',
    'siemens.com',
    'sap.com',
    'example.com',
    'bt.com',
    'live.io',
  ])('%s belongs to an employer', (domain) => {
    expect(isFreeMail(domain)).toBe(false);
  });
});

describe('isThrowAway', () => {
  it('knows providers of addresses that are thrown away, and those below them', () => {
    expect(
      ['mailinator.com', 'guerrillamail.com', 'yopmail.com', 'x.mailinator.com', 'tempmail.com', 'temp-mail.io'].every(
        isThrowAway,
      ),
    ).toBe(true);
    expect(['gmail.com', 'acme.com', 'mailinator.acme.com'].some(isThrowAway)).toBe(false);
  });
});
