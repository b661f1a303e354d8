import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { BUDGET_PERIODS, type BudgetPeriodUnit } from './budget.entity.js';
import { isTimeZone, periodAt } from './budget-period.js';

const HOUR_MS = 3_600_000;

function bounds(unit: BudgetPeriodUnit, zone: string, moment: string): [string, string] {
  const { startsAt, endsAt } = periodAt(unit, zone, new Date(moment));
  return [startsAt.toISOString(), endsAt.toISOString()];
}

describe('The period of a budget', () => {
  it.each<[string, BudgetPeriodUnit, string, string, string, string]>([
    ['a day in UTC', 'day', 'UTC', '2026-11-28T14:00:00Z', '2026-11-28T00:00:00Z', '2026-11-29T00:00:00Z'],
    ['its first instant', 'day', 'UTC', '2026-11-28T00:00:00Z', '2026-11-28T00:00:00Z', '2026-11-29T00:00:00Z'],
    ['its last instant', 'day', 'UTC', '2026-11-28T23:59:59.999Z', '2026-11-28T00:00:00Z', '2026-11-29T00:00:00Z'],
    ['a day ahead of UTC', 'day', 'Asia/Tokyo', '2026-11-28T15:00:00Z', '2026-11-28T15:00:00Z', '2026-11-29T15:00:00Z'],
    [
      'a day of 23 hours',
      ...(['day', 'Europe/Berlin', '2026-03-29T12:00:00Z'] as const),
      ...(['2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'] as const),
    ],
    [
      'a day of 25 hours',
      ...(['day', 'Europe/Berlin', '2026-10-25T12:00:00Z'] as const),
      ...(['2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'] as const),
    ],
    [
      'a day whose midnight does not exist',
      ...(['day', 'America/Santiago', '2026-09-06T12:00:00Z'] as const),
      ...(['2026-09-06T04:00:00Z', '2026-09-07T03:00:00Z'] as const),
    ],
    [
      'a day whose midnight comes twice',
      ...(['day', 'America/Havana', '2026-11-01T12:00:00Z'] as const),
      ...(['2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'] as const),
    ],
    [
      'the day before a date that a zone has left out',
      ...(['day', 'Pacific/Apia', '2011-12-30T00:00:00Z'] as const),
      ...(['2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z'] as const),
    ],
    ['a month', 'month', 'UTC', '2026-11-28T14:00:00Z', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'],
    ['December', 'month', 'UTC', '2026-12-31T23:59:59Z', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['a leap February', 'month', 'UTC', '2028-02-29T23:00:00Z', '2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z'],
    [
      'a month that has a clock change',
      ...(['month', 'America/New_York', '2026-03-31T12:00:00Z'] as const),
      ...(['2026-03-01T05:00:00Z', '2026-04-01T04:00:00Z'] as const),
    ],
    [
      'a month that has begun at half past',
      ...(['month', 'Asia/Kolkata', '2026-10-31T18:30:00Z'] as const),
      ...(['2026-10-31T18:30:00Z', '2026-11-30T18:30:00Z'] as const),
    ],
  ])('is %s', (_, unit, zone, moment, startsAt, endsAt) => {
    expect(bounds(unit, zone, moment)).toEqual([startsAt, endsAt].map((one) => new Date(one).toISOString()));
  });

  it('holds its moment, and is followed by the next without a gap', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.constantFrom(...BUDGET_PERIODS), fc.constantFrom(...zones), moments, (unit, zone, moment) => {
        const { startsAt, endsAt } = periodAt(unit, zone, moment);
        expect(startsAt <= moment && moment < endsAt).toBe(true);
        expect(periodAt(unit, zone, endsAt).startsAt).toEqual(endsAt);
        const hours = (endsAt.getTime() - startsAt.getTime()) / HOUR_MS;
        expect(hours).toBeGreaterThanOrEqual(unit === 'day' ? 23 : 28 * 24 - 1);
        expect(hours).toBeLessThanOrEqual(unit === 'day' ? 25 : 31 * 24 + 1);
      }),
      { numRuns: 200, seed: 1_796_400 },
    );
  });
});

describe('A time zone', () => {
  it.each(['UTC', 'Europe/Berlin', 'Asia/Calcutta', 'Asia/Kolkata', 'US/Eastern', 'Etc/GMT+5'])('is %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each(['', 'Mars/Olympus', 'Europe/Berlin ', '+01:00', '-0500', '../UTC', 'UTC\0'])('is not %j', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  it('is no text of a megabyte', () => {
    expect(isTimeZone('A'.repeat(1_000_000))).toBe(false);
  });
});
