import { describe, expect, it } from '@jest/globals';
import { LlmSettings } from '../llm/llm.settings.js';
import { loadSettings } from '../app.settings.js';
import { DEFAULT_WORKSPACE_ID } from '../database/workspace-id.js';
import { type ChatAnswer, ChatModel, type ChatRequest } from '../llm/chat-model.js';
import type { LeadFacts } from '../leads/lead-facts.js';
import { LlmScorer } from './llm.scorer.js';
import { PROMPT_VERSION } from './llm/prompt.js';
import { DEFAULT_SCORING_PROFILE } from './profile/scoring-profile.js';
import { LeadQualificationFailedError } from './qualification.errors.js';

const factor = (score: number) => ({ score, reason: 'Known.' });
const GOOD = JSON.stringify({
  company_fit: factor(90),
  contact_quality: factor(80),
  sales_potential: factor(70),
  reasoning: 'Fits.',
});

/** A model that says its texts one after the other. */
class ScriptedModel extends ChatModel {
  readonly isConfigured = true;
  readonly requests: ChatRequest[] = [];
  modelName = 'gpt-oss-120b';

  constructor(private readonly texts: string[]) {
    super();
  }

  complete(request: ChatRequest): Promise<ChatAnswer> {
    this.requests.push(request);
    const text = this.texts[this.requests.length - 1]!;
    return Promise.resolve({ text, provider: 'cerebras', model: this.modelName, ...EXPENSE });
  }
}

const lead = { companyName: 'Acme Corp' } as LeadFacts;
const ORDER = { workspace: DEFAULT_WORKSPACE_ID };
const EXPENSE = { promptTokens: 100, completionTokens: 20, costPicoUsd: 7n, attempts: 1 };

describe('LlmScorer', () => {
  it('asks once for an answer that can be used', async () => {
    const model = new ScriptedModel([GOOD]);
    const scoring = await scorer(model).score(lead, DEFAULT_SCORING_PROFILE, { ...ORDER, strategy: 'cost_optimized' });
    expect(scoring).toEqual({
      factors: { companyFit: factor(90), contactQuality: factor(80), salesPotential: factor(70) },
      reasoning: 'Fits.',
      method: 'llm',
      provider: 'cerebras',
      model: 'gpt-oss-120b',
      promptVersion: PROMPT_VERSION,
      usage: { promptTokens: 100, completionTokens: 20, costPicoUsd: 7n, attempts: 1 },
      fallbackReason: null,
    });
    expect(model.requests).toHaveLength(1);
    expect(model.requests[0]).toMatchObject({ strategy: 'cost_optimized', maxTokens: 1_500 });
  });

  it('has one deadline for the question and its repair', async () => {
    const model = new ScriptedModel(['no JSON', GOOD]);
    await scorer(model).score(lead, DEFAULT_SCORING_PROFILE, ORDER);
    expect(model.requests).toHaveLength(2);
    expect(model.requests[1]!.deadlineAt).toBe(model.requests[0]!.deadlineAt);
    expect(model.requests.map(({ strategy }) => strategy)).toEqual([undefined, 'quality_optimized']);
  });

  it('fails after the second answer that cannot be used, and does not ask a third time', async () => {
    const model = new ScriptedModel(['no JSON', '[]', GOOD]);
    const scoring = scorer(model).score(lead, DEFAULT_SCORING_PROFILE, ORDER);
    await expect(scoring).rejects.toThrow(LeadQualificationFailedError);
    await expect(scoring).rejects.toMatchObject({ details: { problem: 'it is not a JSON object' } });
    expect(model.requests).toHaveLength(2);
  });

  it('cuts the name of a model to what the column holds', async () => {
    const model = new ScriptedModel([GOOD]);
    model.modelName = 'm'.repeat(300);
    const scoring = await scorer(model).score(lead, DEFAULT_SCORING_PROFILE, ORDER);
    expect(scoring.model).toBe('m'.repeat(200));
  });
});

function scorer(model: ChatModel): LlmScorer {
  return new LlmScorer(model, loadSettings({}).get(LlmSettings));
}
