import fc from 'fast-check';
import pg from 'pg';
import { expect, it } from 'vitest';
import { parseTimestamp } from './timestamp.js';

const parse = (text: string) => parseTimestamp<unknown>(text, () => 'another form');

it.each([
  ['2026-11-28 09:30:00+00', '2026-11-28T09:30:00.000Z'],
  ['2026-11-28 09:30:07.5+00', '2026-11-28T09:30:07.500Z'],
  ['2026-11-28 23:59:59.57+00', '2026-11-28T23:59:59.570Z'],
  ['2026-11-28 23:59:59.999+00', '2026-11-28T23:59:59.999Z'],
  ['2026-11-28 00:00:00.123999+00', '2026-11-28T00:00:00.123Z'],
  ['2024-02-29 12:00:00+00', '2024-02-29T12:00:00.000Z'],
  ['1969-12-31 23:59:59.001+00', '1969-12-31T23:59:59.001Z'],
  ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00.000Z'],
  ['9999-12-31 23:59:59.999+00', '9999-12-31T23:59:59.999Z'],
])('%s is %s', (text, iso) => {
  expect(parse(text)).toEqual(new Date(iso));
});

it.each([
  'infinity',
  '-infinity',
  '10000-01-01 00:00:00+00',
  '0044-03-15 12:00:00+00 BC',
  '2026-11-28 09:30:00+05:30',
  '2026-11-28 09:30:00-08',
  '2026-11-28 09:30:00',
])('%s has another form', (text) => {
  expect(parse(text)).toBe('another form');
});

it('agrees with pg about every time', () => {
  const ofPg = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, 'text') as (text: string) => unknown;
  const times = fc.date({
    min: new Date('0001-01-01'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(times, (time) => {
      const text = time
        .toISOString()
        .replace('T', ' ')
        .replace(/\.?0*Z$/, '+00');
      expect(parse(text)).toEqual(ofPg(text));
    }),
    { numRuns: 10_000, seed: 1 },
  );
});
