import { describe, expect, it } from 'vitest';
import { useService } from '../../support/test-service.js';

describe('The cost simulation', () => {
  const PATH = '/api/v1/llm/cost-simulation';
  const ORDER = { monthly_tokens: 10_000_000, prices: { runpod: 0.02, cerebras: 0.1 } };

  const service = useService();

  const simulate = (body: object) => service.http.post(PATH).send(body);
  const row = (strategy: string, runpod: number, cost: string, saving: string, percent: number) => ({
    strategy,
    shares: [
      { provider: 'runpod', percent: runpod, tokens: runpod * 100_000 },
      { provider: 'cerebras', percent: 100 - runpod, tokens: (100 - runpod) * 100_000 },
    ],
    ...{ monthly_cost_usd: cost, saving_usd: saving, saving_percent: percent },
  });

  describe('POST /api/v1/llm/cost-simulation', () => {
    it('answers the table', async () => {
      const { status, body } = await simulate(ORDER);
      expect(body).toEqual({
        ...{ monthly_tokens: 10_000_000, prices: { runpod: '0.02', cerebras: '0.1' } },
        ...{ most_expensive_provider: 'cerebras', most_expensive_cost_usd: '1' },
        strategies: [
          row('cost_optimized', 100, '0.2', '0.8', 80),
          row('latency_optimized', 0, '1', '0', 0),
          row('quality_optimized', 0, '1', '0', 0),
          row('balanced', 80, '0.36', '0.64', 64),
        ],
      });
      expect(status).toBe(200);
    });

    it.each([
      ['decimal digits', { prices: { runpod: '0.020000', cerebras: '0.10' } }],
      ['percents', { shares: { balanced: { runpod: 80, cerebras: 20 } } }],
      ['fractions', { shares: { balanced: { runpod: 0.8, cerebras: 0.2 } } }],
      ['an output share, which single prices do not care for', { output_share: 0.9999 }],
      ['nulls', { output_share: null, shares: null }],
    ])('takes %s', async (_, change) => {
      const { status, body } = await simulate({ ...ORDER, ...change });
      expect({ status, balanced: body.strategies[3] }).toEqual({
        status: 200,
        balanced: row('balanced', 80, '0.36', '0.64', 64),
      });
    });

    it('takes the configured prices by default', async () => {
      const { body } = await simulate({ monthly_tokens: 1_000_000, output_share: 1 });
      expect(body.prices).toEqual({ runpod: '0.02', cerebras: '0.75' });
      expect(body.most_expensive_cost_usd).toBe('0.75');
    });

    it('is exact where numbers are not', async () => {
      const { body } = await simulate({
        monthly_tokens: 1e15,
        prices: { runpod: '0.000001', cerebras: '999999.999999' },
      });
      expect(body.most_expensive_cost_usd).toBe('999999999999000');
      expect(body.strategies[0].saving_usd).toBe('999999999998000');
      const { body: least } = await simulate({ monthly_tokens: 1, prices: { runpod: 0.000001, cerebras: 0 } });
      expect(least.most_expensive_cost_usd).toBe('0.000000000001');
    });

    it('shares a token out to one provider alone', async () => {
      const { body } = await simulate({ ...ORDER, monthly_tokens: 1 });
      expect(body.strategies[3].shares.map(({ tokens }: { tokens: number }) => tokens)).toEqual([1, 0]);
    });

    const { monthly_tokens: tokens } = ORDER;
    it.each<[string, string, object]>([
      ['monthly_tokens', 'zero tokens', { ...ORDER, monthly_tokens: 0 }],
      ['monthly_tokens', 'no tokens', { prices: ORDER.prices }],
      ['monthly_tokens', 'half a token', { ...ORDER, monthly_tokens: 0.5 }],
      ['monthly_tokens', 'more tokens than there are', { ...ORDER, monthly_tokens: 1e15 + 1 }],
      ['monthly_tokens', 'tokens as a text', { ...ORDER, monthly_tokens: '10000000' }],
      ['prices', 'a negative price', { monthly_tokens: tokens, prices: { runpod: -0.02 } }],
      ['prices', 'a negative price in digits', { monthly_tokens: tokens, prices: { runpod: '-0.02' } }],
      ['prices', 'a price of seven decimals', { monthly_tokens: tokens, prices: { runpod: 0.0000001 } }],
      ['prices', 'a price of seven digits behind the dot', { monthly_tokens: tokens, prices: { runpod: '0.0000001' } }],
      ['prices', 'a price beyond all prices', { monthly_tokens: tokens, prices: { runpod: 1_000_001 } }],
      ['prices', 'a price that is no number', { monthly_tokens: tokens, prices: { runpod: '0,02' } }],
      ['prices', 'a price that is null', { monthly_tokens: tokens, prices: { runpod: null } }],
      ['prices', 'no price at all', { monthly_tokens: tokens, prices: {} }],
      ['prices', 'a list of prices', { monthly_tokens: tokens, prices: [0.02] }],
      ['prices', 'a provider without a name', { monthly_tokens: tokens, prices: { '': 0.02 } }],
      ['output_share', 'more answers than tokens', { ...ORDER, output_share: 1.1 }],
      ['output_share', 'fewer answers than none', { ...ORDER, output_share: -0.1 }],
      ['output_share', 'an output share of five decimals', { ...ORDER, output_share: 0.12345 }],
      ['shares', 'an unknown strategy', { ...ORDER, shares: { cheapest: { runpod: 100 } } }],
      ['shares', 'shares below the whole', { ...ORDER, shares: { balanced: { runpod: 80, cerebras: 19 } } }],
      ['shares', 'shares above the whole', { ...ORDER, shares: { balanced: { runpod: 0.8, cerebras: 0.3 } } }],
      ['shares', 'percents that are not whole', { ...ORDER, shares: { balanced: { runpod: 80.5, cerebras: 19.5 } } }],
      ['shares', 'a negative share', { ...ORDER, shares: { balanced: { runpod: 110, cerebras: -10 } } }],
      ['shares', 'a share as a text', { ...ORDER, shares: { balanced: { runpod: '100' } } }],
      ['shares', 'no shares', { ...ORDER, shares: { balanced: {} } }],
      ['shares', 'shares that are a number', { ...ORDER, shares: { balanced: 100 } }],
      ['shares', 'shares in a list', { ...ORDER, shares: [{ runpod: 100 }] }],
      ['shares.balanced', 'a provider without a price', { ...ORDER, shares: { balanced: { other: 100 } } }],
      ['shares.latency_optimized', 'a provider of unknown latency', { monthly_tokens: tokens, prices: { other: 1 } }],
      ['currency', 'an unknown field', { ...ORDER, currency: 'EUR' }],
    ])('refuses in %s %s', async (field, _, body) => {
      const answer = await simulate(body);
      expect(answer.body.error_code).toBe('VALIDATION_ERROR');
      expect(answer.status).toBe(422);
      expect(answer.body.details.errors.map((error: { field: string }) => error.field)).toContain(field);
    });

    it.each(['', '[]', '"tokens"', '5'])('refuses %j for an order', async (text) => {
      const { status } = await service.http.post(PATH).type('json').send(text);
      expect(status).toBe(422);
    });
  });
});
