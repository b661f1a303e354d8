import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { LlmSettings } from '../llm/llm.settings.js';
import { QualificationSettings } from './qualification.settings.js';
import { loadSettings } from '../app.settings.js';
import { DEFAULT_WORKSPACE_ID } from '../database/workspace-id.js';
import { type ChatAnswer, ChatModel } from '../llm/chat-model.js';
import { CerebrasRateLimitError } from '../llm/llm.errors.js';
import { FallbackScorer } from './fallback.scorer.js';
import type { LeadFacts } from '../leads/lead-facts.js';
import { LlmScorer } from './llm.scorer.js';
import { DEFAULT_SCORING_PROFILE } from './profile/scoring-profile.js';
import { RulesScorer } from './rules.scorer.js';
import { RULES_VERSION } from './rules/rules.scoring.js';

/** A model that only fails, or is not there at all. */
class FailingModel extends ChatModel {
  isConfigured = true;
  asked = 0;
  error: Error = new CerebrasRateLimitError('Cerebras takes no more requests just now');

  complete(): Promise<ChatAnswer> {
    this.asked++;
    return Promise.reject(this.error);
  }
}

const lead = { companyName: 'Acme Corp', notes: null } as LeadFacts;
const ORDER = { workspace: DEFAULT_WORKSPACE_ID };

describe('FallbackScorer', () => {
  let model: FailingModel;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  afterAll(() => {
    Logger.overrideLogger(['log', 'warn', 'error']);
  });

  beforeEach(() => {
    model = new FailingModel();
  });

  it('lets rules stand in and says for which error', async () => {
    const scoring = await scorer('rules').score(lead, DEFAULT_SCORING_PROFILE, ORDER);
    expect(scoring).toMatchObject({ method: 'rules', provider: null, model: RULES_VERSION, promptVersion: null });
    expect(scoring.fallbackReason).toBe('CEREBRAS_RATE_LIMIT');
  });

  it('throws the error of the model where rules may not stand in', async () => {
    await expect(scorer('none').score(lead, DEFAULT_SCORING_PROFILE, ORDER)).rejects.toBe(model.error);
  });

  it('hides no defect of ours behind rules', async () => {
    model.error = new TypeError('a defect');
    await expect(scorer('rules').score(lead, DEFAULT_SCORING_PROFILE, ORDER)).rejects.toBe(model.error);
  });

  it.each(['rules', 'none'])('asks no model that is not configured (%s)', async (fallback) => {
    model.isConfigured = false;
    const scoring = await scorer(fallback).score(lead, DEFAULT_SCORING_PROFILE, ORDER);
    expect(scoring.method).toBe('rules');
    expect(scoring.fallbackReason).toBeNull();
    expect(model.asked).toBe(0);
  });

  it('is remote exactly when a model is configured', () => {
    expect(scorer('rules').usesModel).toBe(true);
    model.isConfigured = false;
    expect(scorer('rules').usesModel).toBe(false);
  });

  function scorer(fallback: string): FallbackScorer {
    const settings = loadSettings({ QUALIFICATION_FALLBACK: fallback });
    const llm = new LlmScorer(model, settings.get(LlmSettings));
    return new FallbackScorer(llm, new RulesScorer(), model, settings.get(QualificationSettings));
  }
});
