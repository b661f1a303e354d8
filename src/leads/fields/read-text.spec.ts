import { describe, expect, it } from 'vitest';
import { busyMs } from '../../../test/support/thread-time.js';
import { readLine, readLines, readName } from './read-text.js';

describe('A field of one line', () => {
  it.each<[unknown, unknown]>([
    ['  Acme \u00a0 ', 'Acme'],
    ['Acme\u00a0Corp\u202f!', 'Acme Corp !'],
    ['Acme\r\nCorp', 'Acme Corp'],
    ['Acme\t\tCorp', 'Acme Corp'],
    ['Acme\u000bCorp\u0085Ltd\u2028Co', 'Acme Corp Ltd Co'],
    ['\u200bAc\u00adme\u2060 \ufeffCorp\u200e', 'Acme Corp'],
    ['\u202eAcme\u202c', 'Acme'],
    ['Ac\u200dme', 'Acme'],
    ['Ac\u{e0041}me\u{e007f}', 'Acme'],
    ['\u3164', null],
    ['\u2800', null],
    [1e21, '1000000000000000000000'],
    ['Mu\u0308ller', 'Müller'],
    [4711, '4711'],
    [0, '0'],
    [1.5, '1.5'],
    ['n/a', null],
    ['--None--', null],
    ['', null],
    ['\u200b', null],
  ])('reads %j as %j', (given, read) => {
    expect(readLine(given)).toBe(read);
  });

  it('keeps joiners where they mean something', () => {
    const family = '\u{1F469}\u200d\u{1F4BB}';
    const persian = '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645';
    const rainbow = '\u{1F3F3}\ufe0f\u200d\u{1F308}';
    const scotland = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}';
    const hindi = '\u0915\u094d\u200d\u0937';
    for (const text of [family, persian, rainbow, hindi, scotland]) expect(readLine(text)).toBe(text);
  });

  it.each([[true], [undefined], [Number.NaN], [Infinity], ['\ud800']])('leaves %j for its rule to refuse', (value) => {
    expect(readLine(value)).toBe(value);
  });

  it('leaves other control characters for its rule to refuse', () => {
    expect(readLine('a\u0000b\u0007')).toBe('a\u0000b\u0007');
  });

  it('takes less than 50 ms for any text of 20,000 characters', async () => {
    for (const unit of [
      '\u0301',
      'e\u0301',
      '\u200d',
      ' ',
      '\t',
      '\u{1F469}\u200d',
      '\u{e0041}',
      '\u{1f3f4}\u{e0041}',
      '\ufdfa',
      '\u0f77\u0f73',
    ]) {
      const text = unit.repeat(20_000 / unit.length);
      const ms = await busyMs(() => readLine(text), 50);
      expect([unit, ms < 50]).toEqual([unit, true]);
    }
  });
});

describe('A name', () => {
  it('may look like a placeholder', () => {
    expect(readName('None')).toBe('None');
    expect(readName(' \n')).toBeNull();
  });
});

describe('A text of many lines', () => {
  it('keeps tabs and lines, each ended by a line feed', () => {
    expect(readLines(' a\tb\r\nc\rd\u0085e\n\nf ')).toBe('a\tb\nc\nd\ne\n\nf');
    expect(readLines('N/A')).toBeNull();
  });
});
