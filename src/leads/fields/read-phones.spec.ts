import { describe, expect, it } from 'vitest';
import { busyMs } from '../../../test/support/thread-time.js';
import { readPhones } from './read-phones.js';

describe('A field for a phone number', () => {
  it.each<[unknown, unknown]>([
    ['+49 30 1234', '+49 30 1234'],
    [49301234, '49301234'],
    ["'+49 30 1234", '+49 30 1234'],
    ['49301234567.0', '49301234567'],
    ['030.1234.0', '030.1234.0'],
    ['tel:+49301234', '+49301234'],
    ['p:+49301234', '+49301234'],
    ['+49 30 1234 / +49 30 5678', '+49 30 1234 / +49 30 5678'],
    ['(555) 010-0199 ext. 12', '(555) 010-0199 ext. 12'],
    ['"+49 30 1234"', '+49 30 1234'],
    ['=+49301234', '+49301234'],
    ['="+49301234"', '+49301234'],
    ['4.9301234567E+10', '49301234567'],
    ['4,9301234567E+10', '49301234567'],
    ['4.9301E+10', '4.9301E+10'],
    ['tel: n/a', null],
    ['n/a', null],
    [true, true],
  ])('reads %j as %j', (given, read) => {
    expect(readPhones(given)).toEqual({ first: read, others: [] });
  });

  it('reads several numbers that do not fit', () => {
    expect(readPhones('Work: +49 30 1234567 / Home: +49 30 7654321; +49 171 1234567')).toEqual({
      first: 'Work: +49 30 1234567',
      others: ['Home: +49 30 7654321', '+49 171 1234567'],
    });
  });

  it('leaves a long text for its rule to refuse', () => {
    const text = `ask for Dana, ${'but never on Mondays '.repeat(3)}`.trim();
    expect(readPhones(text)).toEqual({ first: text, others: [] });
  });

  it('takes less than 50 ms for any text', async () => {
    for (const unit of ['1', 'a', ' ', '+', ' /', ';', 'a1', '\t;']) {
      const text = unit.repeat(2_000 / unit.length);
      const ms = await busyMs(() => readPhones(text), 50);
      expect([unit, ms < 50]).toEqual([unit, true]);
    }
  });
});
