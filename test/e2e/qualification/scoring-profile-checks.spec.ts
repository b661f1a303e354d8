import { describe, expect, it } from 'vitest';
import { DEFAULT_SCORING_PROFILE } from '../../../src/qualification/profile/scoring-profile.js';
import { useService } from '../../support/test-service.js';

/** What a request may leave out. */
const EMPTY_LISTS = { ranks: [], negations: [], role_mailboxes: [], conditions: [] };

/** A condition that is fine but for its changes. */
const condition = (changes: object) => ({
  field: 'source',
  operator: 'equals',
  value: 'referral',
  points: 10,
  ...changes,
});

describe('The validation of a scoring profile', () => {
  const PATH = '/api/v1/scoring-profile';
  const PROFILE = {
    ideal_industries: ['Mining'],
    company_sizes: [
      { min: 0, max: 0 },
      { min: 10_000, max: null },
    ],
    target_titles: [],
    target_seniorities: [],
    buying_signals: [],
    disqualifiers: [],
    weights: { company_fit: 0.3333, contact_quality: 0.3333, sales_potential: 0.3334 },
    tier_limits: { a: 90.25, b: 70, c: 0.01 },
  };
  const { weights, tier_limits: limits } = PROFILE;

  describe('the checks of a scoring profile', () => {
    const AUTO = { method: 'auto', cascade: { tier: 'A', share: 0.1, random_share: 0.02 } };
    const service = useService();

    const version = async () => (await service.http.get(PATH)).body.version as number;

    it('start from the profile that the rules know as the default', async () => {
      const { body } = await service.http.get(PATH);
      expect(body).toEqual({
        version: 1,
        ideal_industries: DEFAULT_SCORING_PROFILE.idealIndustries,
        company_sizes: DEFAULT_SCORING_PROFILE.companySizes,
        target_titles: DEFAULT_SCORING_PROFILE.targetTitles,
        target_seniorities: DEFAULT_SCORING_PROFILE.targetSeniorities,
        buying_signals: DEFAULT_SCORING_PROFILE.buyingSignals,
        disqualifiers: DEFAULT_SCORING_PROFILE.disqualifiers,
        weights: { company_fit: 0.4, contact_quality: 0.3, sales_potential: 0.3 },
        tier_limits: DEFAULT_SCORING_PROFILE.tierLimits,
        ...EMPTY_LISTS,
        scoring: AUTO,
        created_at: expect.any(String),
      });
    });

    it('take what is at the edge, and give it back as it came', async () => {
      const put = await service.http.put(PATH).send(PROFILE);
      const added = { scoring: AUTO, version: 2, created_at: expect.any(String) };
      expect(put.body).toEqual({ ...PROFILE, ...EMPTY_LISTS, ...added });
      expect(put.status).toBe(200);
      expect((await service.http.get(PATH)).body).toEqual(put.body);
    });

    it('take ranks, denials, mailboxes and conditions, and give them back as they came', async () => {
      const lists = {
        ranks: [{ phrase: 'Obmann', seniority: 'c_level' }],
        negations: ['parked'],
        role_mailboxes: ['fuhrpark'],
        conditions: [
          condition({}),
          condition({ operator: 'in', value: ['pro', 5] }),
          condition({ field: 'additional_data.seats', operator: 'at_least', value: 100, points: -20 }),
          condition({ field: 'additional_data.a.b c', operator: 'contains', value: 'x' }),
          { field: 'country', operator: 'exists', points: 1 },
        ],
      };
      const { status, body } = await service.http.put(PATH).send({ ...PROFILE, ...lists });
      expect(status).toBe(200);
      expect(body).toMatchObject(lists);
      expect((await service.http.get(PATH)).body).toEqual(body);
    });

    it('let the same profile be a new version', async () => {
      const [first, second] = [await service.http.put(PATH).send(PROFILE), await service.http.put(PATH).send(PROFILE)];
      expect(second.body.version - first.body.version).toBe(1);
    });

    it.each([
      ['a weight with five decimals', { weights: { ...weights, company_fit: 0.33331, sales_potential: 0.33339 } }],
      [
        'a weight in scientific notation',
        { weights: { company_fit: 1e-7, contact_quality: 0.5, sales_potential: 0.5 } },
      ],
      ['a weight over 1', { weights: { company_fit: 1.5, contact_quality: 0, sales_potential: -0.5 } }],
      ['a weight as a string', { weights: { ...weights, company_fit: '0.3333' } }],
      ['a missing weight', { weights: { company_fit: 0.5, contact_quality: 0.5 } }],
      ['weights that are a text', { weights: '0.4, 0.3, 0.3' }],
      ['weights in a list', { weights: [weights] }],
      ['equal tier limits', { tier_limits: { a: 70, b: 70, c: 10 } }],
      ['a limit in scientific notation', { tier_limits: { a: 70, b: 60, c: 1e-7 } }],
      ['a limit with three decimals', { tier_limits: { a: 70.001, b: 60, c: 10 } }],
      ['a negative limit', { tier_limits: { a: 70, b: 60, c: -1 } }],
      ['a limit that is null', { tier_limits: { ...limits, a: null } }],
      ['no tier limits', { tier_limits: undefined }],
      ['tier limits in a list', { tier_limits: [limits] }],
      ['a limit too many', { tier_limits: { ...limits, d: 0 } }],
      ['a range that is null', { company_sizes: [null] }],
      ['a range that is a text', { company_sizes: ['10-50'] }],
      ['a range in a list of its own', { company_sizes: [[{ min: 1, max: 2 }]] }],
      ['an empty list for a range', { company_sizes: [[]] }],
      ['an empty range', { company_sizes: [{}] }],
      ['a range with half an employee', { company_sizes: [{ min: 0.5, max: 2 }] }],
      ['a range below zero', { company_sizes: [{ min: -1, max: 2 }] }],
      ['a range beyond any company', { company_sizes: [{ min: 1, max: 1e12 }] }],
      ['a range with a member too many', { company_sizes: [{ min: 1, max: 2, unit: 'people' }] }],
      ['21 ranges', { company_sizes: Array.from({ length: 21 }, () => ({ min: 1, max: 2 })) }],
      ['ranges that are null', { company_sizes: null }],
      ['a seniority twice', { target_seniorities: ['vp', 'vp'] }],
      ['seniorities that are a text', { target_seniorities: 'vp' }],
      ['a seniority in a list of its own', { target_seniorities: [['vp']] }],
      ['industries that are null', { ideal_industries: null }],
      ['industries that are an object', { ideal_industries: { 0: 'Mining', length: 1 } }],
      ['an industry that is null', { ideal_industries: [null] }],
      ['an industry of 201 characters', { ideal_industries: ['a'.repeat(201)] }],
      ['an industry in a list of its own', { ideal_industries: [['Mining']] }],
      ['a lone surrogate', { ideal_industries: ['Mining \ud83d'] }],
      ['101 disqualifiers', { disqualifiers: Array.from({ length: 101 }, (_, index) => `word ${index}`) }],
      ['a version of its own', { version: 7 }],
      ['ranks that are null', { ranks: null }],
      ['a rank without a seniority', { ranks: [{ phrase: 'Obmann' }] }],
      ['a rank of an unknown seniority', { ranks: [{ phrase: 'Obmann', seniority: 'king' }] }],
      ['a rank of nine words', { ranks: [{ phrase: 'a b c d e f g h i', seniority: 'vp' }] }],
      ['101 ranks', { ranks: Array.from({ length: 101 }, (_, n) => ({ phrase: `rank ${n}`, seniority: 'vp' })) }],
      ['a denial of nine words', { negations: ['a b c d e f g h i'] }],
      ['denials that are a text', { negations: 'parked' }],
      ['a mailbox of 65 characters', { role_mailboxes: ['a'.repeat(65)] }],
      ['51 conditions', { conditions: Array.from({ length: 51 }, () => condition({})) }],
      ['a condition on a field that is none', { conditions: [condition({ field: 'notes' })] }],
      ['a condition on no key', { conditions: [condition({ field: 'additional_data.' })] }],
      ['an unknown operator', { conditions: [condition({ operator: 'matches' })] }],
      ['a condition without a value', { conditions: [condition({ value: undefined })] }],
      ['an empty value', { conditions: [condition({ value: ' ' })] }],
      ['a value of 201 characters', { conditions: [condition({ value: 'a'.repeat(201) })] }],
      ['a value that is an object', { conditions: [condition({ value: {} })] }],
      ['a list for equals', { conditions: [condition({ value: ['a'] })] }],
      ['a text for in', { conditions: [condition({ operator: 'in', value: 'a' })] }],
      ['an empty list for in', { conditions: [condition({ operator: 'in', value: [] })] }],
      ['51 values', { conditions: [condition({ operator: 'in', value: Array.from({ length: 51 }, () => 'a') })] }],
      ['a list in a list', { conditions: [condition({ operator: 'in', value: [['a']] })] }],
      ['words for at_least', { conditions: [condition({ operator: 'at_least', value: 'many' })] }],
      ['a value for exists', { conditions: [condition({ operator: 'exists', value: 'a' })] }],
      ['no points', { conditions: [condition({ points: 0 })] }],
      ['101 points', { conditions: [condition({ points: 101 })] }],
      ['half a point', { conditions: [condition({ points: 0.5 })] }],
      ['a condition with a member too many', { conditions: [condition({ label: 'x' })] }],
    ])('refuse %s', async (_, change) => {
      const before = await version();
      const { status, body } = await service.http.put(PATH).send({ ...PROFILE, ...change });
      expect(body.error_code).toBe('VALIDATION_ERROR');
      expect(status).toBe(422);
      const fields = body.details.errors.map(({ field }: { field: string }) => field.split('.')[0]);
      expect(new Set(fields)).toEqual(new Set(Object.keys(change)));
      expect(await version()).toBe(before);
    });

    it.each([
      ['nothing', ''],
      ['an empty object', '{}'],
      ['a list of profiles', JSON.stringify([PROFILE])],
      ['an empty list', '[]'],
      ['a text', '"profile"'],
      ['a number', '5'],
      ['false', 'false'],
    ])('refuse %s for a profile', async (_, text) => {
      const before = await version();
      const { status, body } = await service.http.put(PATH).type('json').send(text);
      expect(body.error_code).toBe('VALIDATION_ERROR');
      expect(status).toBe(422);
      expect(await version()).toBe(before);
    });

    it('take null for no body at all that can be read', async () => {
      const { status, body } = await service.http.put(PATH).type('json').send('null');
      expect(body.error_code).toBe('MALFORMED_REQUEST');
      expect(status).toBe(400);
    });
  });
});
