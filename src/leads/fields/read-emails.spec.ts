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
    ['n/a; jane@acme.com', 'jane@acme.com'],
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
    ]) {
      const text = unit.repeat(Math.ceil(2_000 / unit.length)).slice(0, 2_000);
      const ms = await busyMs(() => readEmails(text), 50);
      expect([unit, ms < 50]).toEqual([unit, true]);
    }
  });
});
