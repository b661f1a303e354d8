import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../../test/support/thread-time.js';
import { readEmails } from './read-emails.js';
import { readPhones } from './read-phones.js';
import { readLinkedInUrls, readUrls } from './read-url.js';
import { isTooLong } from './several.js';

const UNITS = [' ', '-', '_', '1_', '@', 'a@', '/', '(', '<a ', '1١', 'a.', 'www.', '(dot)'];
const AROUND: [string, string][] = [
  ['a', 'b'],
  ['https://a', ' x'],
  ['a@b.example', 'x'],
];
const TIMES = 10;
const READERS = { readEmails, readPhones, readUrls, readLinkedInUrls };

describe('Addresses', () => {
  it.each(Object.entries(READERS))('are read in a few milliseconds each, however odd the text is: %s', (_, read) => {
    const texts = UNITS.flatMap((unit) =>
      AROUND.map(([head, tail]) => head + unit.repeat(Math.floor(1_980 / unit.length)) + tail),
    );
    const times = texts.map((text) => {
      const startedAt = cpuMs();
      for (let time = 0; time < TIMES; time++) read(text);
      return (cpuMs() - startedAt) / TIMES;
    });
    expect(Math.max(...times)).toBeLessThan(10);
  });

  it.each([
    ['a'.repeat(600), false],
    ['a'.repeat(601), true],
    [`a@b.example${' '.repeat(50)}c@d.example`, false],
    [`a@b.example${' '.repeat(51)}c@d.example`, true],
    ['a@b.example, '.repeat(150), false],
    ['a@b.example, '.repeat(200), true],
    ['', false],
  ])('%s: too long is %j', (text, expected) => {
    expect(isTooLong(text)).toBe(expected);
  });
});
