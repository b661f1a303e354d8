import { describe, expect, it } from 'vitest';
import type { Condition } from '../profile/scoring-profile.js';
import { conditionParts } from './conditions.js';

const LEAD = {
  source: 'Referral',
  country: 'NA',
  additionalData: {
    plan: 'Enterprise',
    seats: 120,
    revenue: '$1,250,000',
    trial: true,
    tags: ['hot', 'Événement'],
    signed_up: '2026-03-01T10:00:00Z',
    'utm.medium': 'cpc',
    utm: { source: 'google' },
    region: 'n/a',
    constructor_like: null,
  },
};

const pointsOf = (field: string, operator: Condition['operator'], value?: Condition['value']) =>
  conditionParts(LEAD, [{ field, operator, value, points: 10 }])[0]!.points;

describe('conditionParts', () => {
  it.each<[string, Condition['operator'], Condition['value']]>([
    ['source', 'equals', 'referral'],
    ['country', 'equals', 'na'],
    ['country', 'exists', undefined],
    ['country', 'in', ['DE', 'NA']],
    ['additional_data.plan', 'in', ['pro', 'enterprise']],
    ['additional_data.plan', 'contains', 'prise'],
    ['additional_data.seats', 'equals', '120'],
    ['additional_data.seats', 'at_least', 100],
    ['additional_data.revenue', 'at_least', 1_000_000],
    ['additional_data.revenue', 'equals', 1_250_000],
    ['additional_data.trial', 'equals', true],
    ['additional_data.trial', 'equals', 'true'],
    ['additional_data.tags', 'equals', 'evenement'],
    ['additional_data.tags', 'contains', 'hot'],
    ['additional_data.signed_up', 'at_least', '2026-01-01'],
    ['additional_data.utm.medium', 'equals', 'CPC'],
    ['additional_data.utm.source', 'equals', 'google'],
    ['additional_data.plan', 'exists', undefined],
  ])('%s %s %j holds', (field, operator, value) => {
    expect(pointsOf(field, operator, value)).toBe(10);
  });

  it.each<[string, Condition['operator'], Condition['value']]>([
    ['source', 'equals', 'ref'],
    ['additional_data.seats', 'at_least', 121],
    ['additional_data.plan', 'at_least', 1],
    ['additional_data.signed_up', 'at_least', '2026-06-01'],
    ['additional_data.region', 'exists', undefined],
    ['additional_data.missing', 'exists', undefined],
    ['additional_data.missing', 'contains', 'x'],
    ['additional_data.constructor', 'exists', undefined],
    ['additional_data.utm', 'contains', 'google'],
    ['additional_data.plan.length', 'exists', undefined],
  ])('%s %s %j does not hold', (field, operator, value) => {
    expect(pointsOf(field, operator, value)).toBe(0);
  });

  it('names the value and the condition', () => {
    const conditions = [
      { field: 'additional_data.plan', operator: 'equals' as const, value: 'free', points: -5 },
      { field: 'source', operator: 'in' as const, value: ['referral', 'fair'], points: 7 },
    ];
    expect(conditionParts(LEAD, conditions)).toEqual([
      {
        name: 'additional_data.plan',
        points: 0,
        max_points: 0,
        reason: 'additional_data.plan is "Enterprise", which does not meet "equals" "free".',
      },
      { name: 'source', points: 7, max_points: 7, reason: 'source is "Referral", which meets "in" "referral, fair".' },
    ]);
  });

  it('reads a lead without data', () => {
    const lead = { source: null, country: null, additionalData: null };
    expect(conditionParts(lead, [{ field: 'additional_data.x', operator: 'exists', points: 5 }])).toMatchObject([
      { points: 0, reason: 'additional_data.x is not given, which does not meet "exists".' },
    ]);
  });
});
