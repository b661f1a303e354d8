import { describe, expect, it } from 'vitest';
import { busyMs } from '../../../test/support/thread-time.js';
import { isEmailAddress, readEmails } from './read-emails.js';

describe('A field for an e-mail address', () => {
  it.each([
    ['jane@acme.com', 'jane@acme.com'],
    ['Jane.Doe+x@Acme.co.uk', 'Jane.Doe+x@Acme.co.uk'],
    ['Jane Doe <jane@acme.com>', 'jane@acme.com'],
    ['"Doe, Jane" <jane@acme.com>', 'jane@acme.com'],
    ['<jane@acme.com>', 'jane@acme.com'],
    ['mailto:jane@acme.com', 'jane@acme.com'],
    ['MAILTO:jane@acme.com?subject=Hello', 'jane@acme.com'],
    ['jane@acme.com.', 'jane@acme.com'],
    ['jane@acme.com;', 'jane@acme.com'],
    ['jane@acme.com\u200b', 'jane@acme.com'],
    ['“jane@acme.com”', 'jane@acme.com'],
    ["'jane@acme.com", 'jane@acme.com'],
    ['**jane@acme.com**', 'jane@acme.com'],
    ['E-Mail : jane@acme.com', 'jane@acme.com'],
    ['SMTP:jane@acme.com', 'jane@acme.com'],
    ['jane @ acme.com', 'jane@acme.com'],
    ['jane@acme. com', 'jane@acme.com'],
    ['jane (at) acme (dot) com', 'jane@acme.com'],
    ['ｊａｎｅ＠ａｃｍｅ．ｃｏｍ', 'jane@acme.com'],
    ['jane%40acme.com', 'jane@acme.com'],
    ['&lt;jane@acme.com&gt;', 'jane@acme.com'],
    ['Jane Doe (jane@acme.com)', 'jane@acme.com'],
    ['Jane @ Acme <jane@acme.com>', 'jane@acme.com'],
    ['jane@acme.com <mailto:jane@acme.com>', 'jane@acme.com'],
    ['[jane@acme.com](mailto:jane@acme.com)', 'jane@acme.com'],
    ['<a href="mailto:jane@acme.com">Jane</a>', 'jane@acme.com'],
    ['=HYPERLINK("mailto:jane@acme.com";"Jane")', 'jane@acme.com'],
    ['=HYPERLINK("mailto:jane@acme.com?subject=Hi","Jane")', 'jane@acme.com'],
    ['n/a; jane@acme.com', 'jane@acme.com'],
    ['jane at acme dot com', 'jane@acme.com'],
    ['jane AT mail DOT acme DOT co.uk', 'jane@mail.acme.co.uk'],
    ['jane.doe at acme.com', 'jane.doe@acme.com'],
    ['jane @ acme dot com', 'jane@acme.com'],
    ['jane(at)acme.com', 'jane@acme.com'],
    ['jane [at] acme [dot] com', 'jane@acme.com'],
    ['jane<at>acme.com', 'jane@acme.com'],
    ['jane[@]acme.com', 'jane@acme.com'],
    ['jane{at}acme[.]com', 'jane@acme.com'],
    ['jane -at- acme -dot- com', 'jane@acme.com'],
    ['jane_at_acme.com', 'jane@acme.com'],
    ['jane (ät) acme punkt de', 'jane@acme.de'],
    ['jane arroba acme punto es', 'jane@acme.es'],
    ['jane arobase acme point fr', 'jane@acme.fr'],
    ['jane chiocciola acme punto it', 'jane@acme.it'],
    ['jane@acme,com', 'jane@acme.com'],
    ['jane@acme.com/', 'jane@acme.com'],
  ])('reads %j as %s', (given, read) => {
    expect(readEmails(given)).toEqual({ first: read, others: [] });
    expect(isEmailAddress(read)).toBe(true);
  });

  it.each([
    ['a@x.com; b@x.com', 'a@x.com', ['b@x.com']],
    ['a@x.com,b@x.com , c@x.com', 'a@x.com', ['b@x.com', 'c@x.com']],
    ['a@x.com / b@x.com', 'a@x.com', ['b@x.com']],
    ['a@x.com\nb@x.com', 'a@x.com', ['b@x.com']],
    ['Ann <a@x.com>, Bob <b@x.com>', 'a@x.com', ['b@x.com']],
    ['a@x.com; A@X.com', 'a@x.com', []],
    ['b@x.com, Ann <a@x.com>', 'b@x.com', ['a@x.com']],
    ['a@x.com und b@x.com', 'a@x.com', ['b@x.com']],
    ['1. a@x.com 2. b@x.com', 'a@x.com', ['b@x.com']],
    ['a@x.com/b@x.com', 'a@x.com', ['b@x.com']],
    ['a@x.com、b@x.com', 'a@x.com', ['b@x.com']],
    ['Work: a@x.com; Home: b@x.com', 'a@x.com', ['b@x.com']],
    ['["a@x.com","b@x.com"]', 'a@x.com', ['b@x.com']],
  ])('reads %j as several', (given, first, others) => {
    expect(readEmails(given)).toEqual({ first, others });
  });

  it.each([
    'Jane Doe jane@acme.com',
    'jane doe, jane@acme.com',
    '"Jane" jane@acme.com',
    'Jane - jane@acme.com',
    'E-mail address jane@acme.com',
    'work jane@acme.com',
    'jane@acme.com - Jane',
    'jane@acme.com [verified]',
    'jane@acme.com|primary',
    'jane@acme.com;type=work',
    'jane@acme.com BOUNCED',
    'jane@acme.com left the company in May',
  ])('reads the address beside the words of %j, and keeps the whole', (text) => {
    expect(readEmails(text)).toEqual({ first: 'jane@acme.com', others: [], text });
  });

  it('keeps the whole of what says more', () => {
    const text = 'jane@acme.com (bounced); j@x.com';
    expect(readEmails(text)).toEqual({ first: 'jane@acme.com', others: ['j@x.com'], text });
  });

  it.each([
    'jane@acme',
    'jane doe@acme.com',
    'http://jane@acme.com',
    'ftp:jane@acme.com',
    'jane@acme.com, 2 others',
    'Jane <jane@acme>, bob@acme.com',
    'jane..doe@acme.com',
    'jane',
    '@acme.com',
    'a@x.com; jane',
    'jane@acme@com.de',
    'Jane <jane>',
    'call jane@acme.com',
    'Jane at Acme',
    'meet at acme.com',
    'not at home dot com',
    'Jane Doe at acme.com',
    'point at dot',
    'jane@acme,inc,com',
  ])('leaves %j for its rule to refuse', (text) => {
    expect(readEmails(text)).toEqual({ first: text, others: [] });
    expect(isEmailAddress(text)).toBe(false);
  });

  it('takes less than 50 ms for any text', async () => {
    for (const unit of [
      'a',
      '@',
      'a@',
      '.',
      '<',
      '<a',
      '<a>',
      ' ',
      ';',
      '?',
      'a@b.c;',
      'mailto:',
      '(',
      '(a@',
      '&lt;',
      ' @',
      'a@b/',
      'at ',
      '[at]',
      ' at a',
      ' dot ',
      'a dot ',
      '-at-',
      'a, ',
      'a | ',
    ]) {
      const text = unit.repeat(Math.ceil(2_000 / unit.length)).slice(0, 2_000);
      const ms = await busyMs(() => readEmails(text), 50);
      expect([unit, ms < 50]).toEqual([unit, true]);
    }
  });
});
