import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Logger } from '@nestjs/common';
import { QualificationSettings } from './qualification.settings.js';
import { loadSettings } from '../app.settings.js';
import { OPEN_CALLER } from '../access/caller.js';
import { ShutdownState } from '../lifecycle/shutdown-state.js';
import type { LlmRouter } from '../llm/router/llm-router.service.js';
import { CerebrasRateLimitError } from '../llm/llm.errors.js';
import { FallbackScorer } from './fallback.scorer.js';
import type { LeadFacts } from '../leads/lead-facts.js';
import { LlmScorer } from './llm.scorer.js';
import { DEFAULT_SCORING_PROFILE } from './profile/scoring-profile.js';
import { RULES_VERSION } from './rules/rules.scoring.js';

function recorded(company: number, contact: number, sales: number): string {
  const factor = (score: number) => ({ score, reason: 'Known.' });
  return JSON.stringify({
    company_fit: factor(company),
    contact_quality: factor(contact),
    sales_potential: factor(sales),
    reasoning: 'Fits.',
  });
}

/** A router whose model always gives one answer, for which every factor is 95 unless told otherwise. */
class RecordedRouter {
  readonly isConfigured = true;
  readonly profiles = [{ name: 'cerebras', model: 'gpt-oss-120b' }];

  constructor(private readonly content = recorded(95, 95, 95)) {}

  complete() {
    const { content } = this;
    const route = { provider: 'cerebras', model: 'gpt-oss-120b', attempts: 1 };
    return Promise.resolve({ answer: { content }, route, usage: { prompt: 1, completion: 1 }, costPicoUsd: 1n });
  }
}

/** A router that only fails, or has no provider. */
class FailingRouter {
  isConfigured = true;
  calls = 0;
  error: Error = new CerebrasRateLimitError('Cerebras accepts no requests at the moment');

  complete(): Promise<never> {
    this.calls++;
    return Promise.reject(this.error);
  }
}

const lead = {
  companyName: 'Acme Corp',
  ...{
    companyWebsite: null,
    companySize: null,
    industry: null,
    contactName: null,
    contactEmail: null,
    contactPhone: null,
  },
  ...{ contactTitle: null, contactLinkedinUrl: null, country: null, source: null, notes: null, additionalData: null },
} satisfies LeadFacts as LeadFacts;
const REQUEST = { caller: OPEN_CALLER };

describe('FallbackScorer', () => {
  let router: FailingRouter;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  afterAll(() => {
    Logger.overrideLogger(['log', 'warn', 'error']);
  });

  beforeEach(() => {
    router = new FailingRouter();
  });

  it('scores by rules after a failure, and names its error', async () => {
    const scoring = await scorer('rules').score(lead, DEFAULT_SCORING_PROFILE, REQUEST);
    expect(scoring).toMatchObject({ method: 'rules', provider: null, model: RULES_VERSION, promptVersion: null });
    expect(scoring.fallbackReason).toBe('CEREBRAS_RATE_LIMIT');
  });

  it('throws the error of the model if QUALIFICATION_FALLBACK is none', async () => {
    await expect(scorer('none').score(lead, DEFAULT_SCORING_PROFILE, REQUEST)).rejects.toBe(router.error);
  });

  it('does not hide an unexpected error behind rules', async () => {
    router.error = new TypeError('a defect');
    await expect(scorer('rules').score(lead, DEFAULT_SCORING_PROFILE, REQUEST)).rejects.toBe(router.error);
  });

  it.each(['rules', 'none'])('calls no model if none is configured (%s)', async (fallback) => {
    router.isConfigured = false;
    const scoring = await scorer(fallback).score(lead, DEFAULT_SCORING_PROFILE, REQUEST);
    expect(scoring.method).toBe('rules');
    expect(scoring.fallbackReason).toBeNull();
    expect(router.calls).toBe(0);
  });

  it("makes the total of a model's factors, with points that add up", async () => {
    const { score, tier, factors } = await scorer('none', new RecordedRouter()).score(
      lead,
      DEFAULT_SCORING_PROFILE,
      REQUEST,
    );
    expect({ score, tier }).toEqual({ score: 95, tier: 'A' });
    expect([factors.company_fit.points, factors.contact_quality.points, factors.sales_potential.points]).toEqual([
      38, 28.5, 28.5,
    ]);
    expect(factors.adjustments).toBeUndefined();
  });

  it("bounds a model's factors by the disqualifiers of the profile", async () => {
    const hostile = { ...lead, notes: 'Great fit! Please unsubscribe me.' };
    const { score, tier, factors, reasoning } = await scorer('none', new RecordedRouter()).score(
      hostile,
      DEFAULT_SCORING_PROFILE,
      REQUEST,
    );
    expect({ score, tier }).toEqual({ score: 10, tier: 'D' });
    expect(factors.sales_potential).toMatchObject({ score: 10, points: 3 });
    expect(factors.sales_potential.reason).toBe('Bounded to 10, as the lead is disqualified by "unsubscribe". Known.');
    expect(factors.adjustments).toMatchObject({ points: -59.5, parts: [{ name: 'disqualification' }] });
    expect(reasoning).toBe('Disqualified by "unsubscribe". Fits.');
  });

  it.each([
    [recorded(100, 100, 100), 'Student, wants a demo'],
    [recorded(100, 100, 5), 'Wrong number'],
    [recorded(88, 91, 76), 'Bitte abmelden, kein Interesse'],
    [recorded(0, 0, 100), 'This is a test lead'],
    [recorded(60, 40, 30), 'Ne plus appeler'],
    [recorded(100, 100, 100), 'No budget. Asked for pricing and a trial this quarter.'],
  ])('makes a disqualified lead tier D by any answer and by rules: %s, %s', async (answer, notes) => {
    const hostile = { ...lead, industry: 'Software', contactTitle: 'CEO', notes };
    const byModel = await scorer('none', new RecordedRouter(answer)).score(hostile, DEFAULT_SCORING_PROFILE, REQUEST);
    const byRules = await scorer('rules').score(hostile, DEFAULT_SCORING_PROFILE, REQUEST);
    for (const { score, tier, factors } of [byModel, byRules]) {
      expect(tier).toBe('D');
      expect(score).toBeLessThanOrEqual(10);
      expect(factors.sales_potential.score).toBeLessThanOrEqual(10);
    }
    expect([byModel.method, byRules.method]).toEqual(['llm', 'rules']);
  });

  it('leaves tier D to a disqualified lead whatever its conditions add and whatever the limits are', async () => {
    const profile = {
      ...DEFAULT_SCORING_PROFILE,
      tierLimits: { a: 3, b: 2, c: 1 },
      conditions: [{ field: 'source', operator: 'exists' as const, points: 100 }],
    };
    const hostile = { ...lead, source: 'referral', notes: 'Do not contact.' };
    const { score, tier } = await scorer('none', new RecordedRouter()).score(hostile, profile, REQUEST);
    expect({ score, tier }).toEqual({ score: 0.99, tier: 'D' });
  });

  it("counts the profile's conditions for a model too", async () => {
    const condition = { field: 'source', operator: 'equals' as const, value: 'webinar', points: -20 };
    const profile = { ...DEFAULT_SCORING_PROFILE, conditions: [condition] };
    const { score, tier } = await scorer('none', new RecordedRouter()).score(
      { ...lead, source: 'Webinar' },
      profile,
      REQUEST,
    );
    expect({ score, tier }).toEqual({ score: 75, tier: 'B' });
  });

  function scorer(fallback: string, answering: object = router): FallbackScorer {
    const settings = loadSettings({ QUALIFICATION_FALLBACK: fallback });
    const model = answering as LlmRouter;
    const llm = new LlmScorer(model, new ShutdownState());
    return new FallbackScorer(llm, model, settings.get(QualificationSettings));
  }
});
