import { describe, expect, it } from 'vitest';
import { busyMs } from '../../../test/support/thread-time.js';
import { readLinkedInUrls, readUrls } from './read-url.js';
import { isWebAddress } from './web-address.js';

describe('A field for a web address', () => {
  it.each([
    ['https://acme.example', 'https://acme.example'],
    ['HTTP://Acme.example/x', 'HTTP://Acme.example/x'],
    ['https://acme.example/wiki/Foo_(bar)', 'https://acme.example/wiki/Foo_(bar)'],
    ['acme.com', 'https://acme.com'],
    ['www.acme.com', 'https://www.acme.com'],
    ['WWW.Acme.com/x', 'https://WWW.Acme.com/x'],
    ['//acme.com', 'https://acme.com'],
    ['linkedin.com/company/acme', 'https://linkedin.com/company/acme'],
    ['acme.com:8080/path?q=1#top', 'https://acme.com:8080/path?q=1#top'],
    ['acme.co.uk.', 'https://acme.co.uk'],
    ['müller.de', 'https://müller.de'],
    ['http://https://acme.com', 'https://acme.com'],
    ['https://http://acme.com/', 'http://acme.com/'],
    ['http//acme.com', 'http://acme.com'],
    ['https:/acme.com', 'https://acme.com'],
    ['https:acme.com', 'https://acme.com'],
    ['<https://acme.com>', 'https://acme.com'],
    ['(acme.com)', 'https://acme.com'],
    ['acme.com,', 'https://acme.com'],
    ['acme.com\\', 'https://acme.com'],
    ['acme.com\\de\\home', 'https://acme.com/de/home'],
    ['acme .com', 'https://acme.com'],
    ['acme. de', 'https://acme.de'],
    [' \u200bacme.com\n', 'https://acme.com'],
    ['http:\\\\acme.com', 'http://acme.com'],
    ['https;//acme.com', 'https://acme.com'],
    ['hhttps://acme.com', 'https://acme.com'],
    ['htttp://acme.com', 'http://acme.com'],
    ['https:// acme.com', 'https://acme.com'],
    ['www. acme.com', 'https://www.acme.com'],
    ['https://www. acme.com', 'https://www.acme.com'],
    ['www acme com', 'https://www.acme.com'],
    ['www..acme.com', 'https://www.acme.com'],
    ['http://www.http://acme.com', 'http://acme.com'],
    ['https://www.https://www.acme.com/x', 'https://www.acme.com/x'],
    ['Website: acme.com', 'https://acme.com'],
    ['• acme.com', 'https://acme.com'],
    ['“acme.com”', 'https://acme.com'],
    ['[Acme](https://acme.com)', 'https://acme.com'],
    ['<a href="https://acme.com">Acme</a>', 'https://acme.com'],
    ['<https://acme.com|acme.com>', 'https://acme.com'],
    ['acme.com#https://acme.com#', 'https://acme.com'],
    ['ａｃｍｅ．com', 'https://acme.com'],
    ['acme.com/wiki/Foo_(bar)', 'https://acme.com/wiki/Foo_(bar)'],
    ['(acme.com/wiki/Foo_(bar))', 'https://acme.com/wiki/Foo_(bar)'],
    ['https://acme.com/wiki/Acme_Inc.', 'https://acme.com/wiki/Acme_Inc.'],
    ['https://acme.com/a,b;', 'https://acme.com/a,b'],
    ['a_b.acme.com', 'https://a_b.acme.com'],
    ['10.0.0.1:8080/x', 'https://10.0.0.1:8080/x'],
    ['https://web.archive.org/web/2020/http://acme.com', 'https://web.archive.org/web/2020/http://acme.com'],
    ['https://acme.com/?a=b,https://x', 'https://acme.com/?a=b,https://x'],
  ])('reads %j as %s', (given, read) => {
    expect(readUrls(given)).toEqual({ first: read, others: [] });
    expect(isWebAddress(read)).toBe(true);
  });

  it('reads several addresses', () => {
    expect(readUrls('acme.com; www.acme.de, https://acme.fr')).toEqual({
      first: 'https://acme.com',
      others: ['https://www.acme.de', 'https://acme.fr'],
    });
  });

  it.each([
    ['acme.com and acme.de', 'https://acme.com', ['https://acme.de']],
    ['https://acme.com/x,https://acme.de', 'https://acme.com/x', ['https://acme.de']],
    ['https://acme.comhttps://acme.de', 'https://acme.com', ['https://acme.de']],
    ['["https://acme.com","https://acme.de"]', 'https://acme.com', ['https://acme.de']],
    ['acme.com; https://ACME.com; n/a', 'https://acme.com', []],
  ])('reads %j as several', (given, first, others) => {
    expect(readUrls(given)).toEqual({ first, others });
  });

  it.each(['acme.com (main site)', 'Acme (acme.com)'])('keeps the whole of %j, which says more', (text) => {
    expect(readUrls(text)).toEqual({ first: 'https://acme.com', others: [], text });
  });

  it.each(['http://', 'https://', 'HTTPS://', 'https:', 'http:/', 'www.', 'http://www.'])(
    'reads nothing in %j, which a form has in an empty field',
    (text) => {
      expect(readUrls(text)).toEqual({ first: null, others: [] });
    },
  );

  it.each([
    ['in/dana-reyes', 'https://www.linkedin.com/in/dana-reyes'],
    ['/company/acme', 'https://www.linkedin.com/company/acme'],
    ['linkedin.com/in/dana-reyes', 'https://linkedin.com/in/dana-reyes'],
  ])('of LinkedIn reads %j as %s', (given, read) => {
    expect(readLinkedInUrls(given).first).toBe(read);
  });

  it.each([
    'ftp://acme.com',
    'https://acme.com/a b',
    'https://acme.com/<x>',
    'ftp:acme.com',
    'mailto:jane@acme.com',
    'in/dana-reyes',
    'https://acme.com:99999',
    'acme',
    'jane@acme.com',
    'see acme.com',
    'javascript:alert(1)',
    'Acme, Inc',
    'acme,inc',
    'Acme Corp, Berlin',
    'our site is down',
    'Acme GmbH | Berlin',
    'acme.com or so - maybe',
    'Acme https://a.com and b.com',
    'jane@acme.com - Jane',
    'a b',
    '1.2',
    '.'.repeat(3000),
  ])('leaves %j for its rule to refuse', (text) => {
    const { first, others } = readUrls(text);
    expect([isWebAddress(first), others]).toEqual([false, []]);
  });

  it.each(['n/a', '-', '.', '--None--', '', 'http://n/a', 'https://-', 'http://unknown', 'no website'])(
    'reads %j as absent',
    (text) => {
      expect(readUrls(text)).toEqual({ first: null, others: [] });
    },
  );

  it.each([
    ['www,acme.com', 'https://www.acme.com'],
    ['www.acme,com', 'https://www.acme.com'],
    ['http://www,acme,com', 'http://www.acme.com'],
    ['acme,de', 'https://acme.de'],
    ['acme,co.uk', 'https://acme.co.uk'],
    ['acme[.]com', 'https://acme.com'],
    ['acme (dot) com', 'https://acme.com'],
    ['acme dot com', 'https://acme.com'],
    ['hxxps://acme[.]com/x', 'https://acme.com/x'],
    ['=HYPERLINK("https://acme.com","Acme")', 'https://acme.com'],
    ['=HYPERLINK("https://acme.com";"Acme, Inc.")', 'https://acme.com'],
    ['{"url":"https://acme.com","text":"Acme"}', 'https://acme.com'],
    ['[{"label":"work","value":"acme.com","primary":true}]', 'https://acme.com'],
  ])('reads %j as %s', (given, read) => {
    expect(readUrls(given)).toEqual({ first: read, others: [] });
    expect(isWebAddress(read)).toBe(true);
  });

  it.each([
    ['Acme GmbH | https://acme.com', 'https://acme.com'],
    ['Acme GmbH - https://acme.com/de', 'https://acme.com/de'],
    ['Acme GmbH https://acme.com', 'https://acme.com'],
    ['Acme GmbH, www.acme.com', 'https://www.acme.com'],
    ['Acme | acme.com', 'https://acme.com'],
    ['Acme & Söhne – acme.com', 'https://acme.com'],
    ['visit us at www.acme.com', 'https://www.acme.com'],
    ['acme.com - under construction', 'https://acme.com'],
  ])('reads the address beside the words of %j, and keeps the whole', (text, read) => {
    expect(readUrls(text)).toEqual({ first: read, others: [], text });
  });

  it('takes less than 50 ms for any text', async () => {
    for (const unit of [
      'a',
      'a.',
      '.',
      '/',
      'http:',
      ' ',
      ')',
      'a.b ',
      '(',
      ';',
      ':',
      'é.',
      '.http://',
      'a.http',
      '(a',
      '[a](',
      '<a href=',
      '#',
      ' .',
      ',www.',
      '\\\\',
      'https:h',
      'a ',
      'a, ',
      'a | ',
      ' - a',
      '[.]',
      'a,com',
      'www.',
      'www. ',
    ]) {
      const text = unit.repeat(Math.ceil(2_000 / unit.length)).slice(0, 2_000);
      const ms = await busyMs(() => readUrls(text), 50);
      expect([unit, ms < 50]).toEqual([unit, true]);
    }
  });
});
