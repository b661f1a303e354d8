import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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

const lead = { companyName: 'Acme Corp', notes: null } as LeadFacts;
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

  it('uses a model exactly when one is configured', () => {
    expect(scorer('rules').usesModel).toBe(true);
    router.isConfigured = false;
    expect(scorer('rules').usesModel).toBe(false);
  });

  function scorer(fallback: string): FallbackScorer {
    const settings = loadSettings({ QUALIFICATION_FALLBACK: fallback });
    const model = router as unknown as LlmRouter;
    const llm = new LlmScorer(model, new ShutdownState());
    return new FallbackScorer(llm, model, settings.get(QualificationSettings));
  }
});
