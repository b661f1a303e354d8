import { describe, expect, it } from 'vitest';
import { OPEN_CALLER } from '../access/caller.js';
import { ShutdownState } from '../lifecycle/shutdown-state.js';
import type { LlmRequest } from '../llm/router/llm-request.js';
import type { LlmRouter } from '../llm/router/llm-router.service.js';
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

/** A router that answers with its texts, one after the other. */
class ScriptedRouter {
  readonly requests: LlmRequest[] = [];
  modelName = 'gpt-oss-120b';

  constructor(private readonly texts: string[]) {}

  complete(request: LlmRequest) {
    this.requests.push(request);
    const answer = { content: this.texts[this.requests.length - 1]! };
    const route = { provider: 'cerebras', model: this.modelName, attempts: 1 };
    return Promise.resolve({ answer, route, usage: { prompt: 100, completion: 20 }, costPicoUsd: 7n });
  }
}

const lead = { companyName: 'Acme Corp' } as LeadFacts;
const REQUEST = { caller: OPEN_CALLER };

describe('LlmScorer', () => {
  it('calls the model once for a usable answer', async () => {
    const router = new ScriptedRouter([GOOD]);
    const scoring = await scorer(router).score(lead, DEFAULT_SCORING_PROFILE, {
      ...REQUEST,
      strategy: 'cost_optimized',
    });
    expect(scoring).toEqual({
      factors: { company_fit: factor(90), contact_quality: factor(80), sales_potential: factor(70) },
      reasoning: 'Fits.',
      method: 'llm',
      provider: 'cerebras',
      model: 'gpt-oss-120b',
      promptVersion: PROMPT_VERSION,
      fallbackReason: null,
      promptTokens: 100,
      completionTokens: 20,
      attempts: 1,
    });
    expect(router.requests).toHaveLength(1);
    expect(router.requests[0]).toMatchObject({ strategy: 'cost_optimized', body: { max_tokens: 1_500 } });
  });

  it('has one deadline for the first answer and its repair', async () => {
    const router = new ScriptedRouter(['no JSON', GOOD]);
    await scorer(router).score(lead, DEFAULT_SCORING_PROFILE, REQUEST);
    expect(router.requests).toHaveLength(2);
    expect(router.requests[1]!.startedAt).toBe(router.requests[0]!.startedAt);
    expect(router.requests.map(({ strategy }) => strategy)).toEqual([undefined, 'quality_optimized']);
  });

  it('fails after the second unusable answer, without a third call', async () => {
    const router = new ScriptedRouter(['no JSON', '[]', GOOD]);
    const scoring = scorer(router).score(lead, DEFAULT_SCORING_PROFILE, REQUEST);
    await expect(scoring).rejects.toThrow(LeadQualificationFailedError);
    await expect(scoring).rejects.toMatchObject({ details: { problem: 'it is not a JSON object' } });
    expect(router.requests).toHaveLength(2);
  });

  it('cuts the name of a model to what the column holds', async () => {
    const router = new ScriptedRouter([GOOD]);
    router.modelName = 'm'.repeat(300);
    const scoring = await scorer(router).score(lead, DEFAULT_SCORING_PROFILE, REQUEST);
    expect(scoring.model).toBe('m'.repeat(200));
  });
});

function scorer(router: ScriptedRouter): LlmScorer {
  return new LlmScorer(router as unknown as LlmRouter, new ShutdownState());
}
