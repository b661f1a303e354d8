import { Injectable } from '@nestjs/common';
import type { LeadFacts } from '../../leads/lead-facts.js';
import { asksModels, type QualificationMethod } from '../../leads/lead-score.js';
import { LlmSettings, type RoutingStrategy } from '../../llm/llm.settings.js';
import { CostSimulationService } from '../../llm/usage/cost-simulation.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { fromPicoUsd, toPicoUsd } from '../../llm/providers/answers/price.js';
import { qualificationPrompt } from '../llm/prompt.js';
import type { ScoringProfile } from '../profile/scoring-profile.js';
import { EarlierScores } from './earlier-scores.repository.js';
import type { RunEstimateResponse } from './run-estimate.dto.js';
import { RunSettings } from './runs.settings.js';

/** Of English and JSON; earlier scores correct it. */
const CHARACTERS_PER_TOKEN = 4;
/** Of a short reason for each factor and a summary, until models have counted some. */
const COMPLETION_TOKENS = 350;
const LATENCY_MS = 2_000;
/** Leads that rules, or a learned model, score in a second. */
const ALONE_PER_SECOND = 3_000;
/** As the simulation counts them. */
const SHARE_DECIMALS = 4;

/** What a run is about to do. */
export interface PlannedRun {
  workspace: WorkspaceId;
  leads: number;
  /** Some of them. */
  sample: readonly LeadFacts[];
  profile: ScoringProfile;
  method: QualificationMethod;
  strategy: RoutingStrategy | undefined;
}

/** What a run will take: from the prompts of some of its leads, corrected by what models counted of late. */
@Injectable()
export class RunEstimates {
  constructor(
    private readonly earlier: EarlierScores,
    private readonly simulation: CostSimulationService,
    private readonly llm: LlmSettings,
    private readonly settings: RunSettings,
  ) {}

  async estimate(run: PlannedRun): Promise<RunEstimateResponse> {
    const { leads, method, sample } = run;
    if (!asksModels(method) || sample.length === 0) {
      const seconds = Math.ceil(leads / ALONE_PER_SECOND);
      const basis = method === 'learned' ? method : 'rules';
      return { leads, prompt_tokens: 0, completion_tokens: 0, cost_usd: '0', strategies: [], seconds, basis };
    }
    const past = await this.earlier.latest(run.workspace);
    const perLead = mean(sample.map((lead) => expectedTokens(lead, run.profile)));
    const correction = past.length === 0 ? 1 : correctionBy(past, run.profile);
    const completion = past.length === 0 ? COMPLETION_TOKENS : mean(past.map((one) => one.completionTokens));
    const latencyMs = past.length === 0 ? LATENCY_MS : mean(past.map((one) => one.latencyMs));
    const asked = method === 'cascade' ? askedOf(leads, run.profile) : leads;
    const costOf = (count: number) =>
      this.costOf(run, Math.round(count * perLead * correction), Math.round(count * completion));
    const { cost_usd, ...counted } = costOf(asked);
    const saved = toPicoUsd(costOf(leads).cost_usd) - toPicoUsd(cost_usd);
    return {
      ...{ leads, ...counted, cost_usd },
      ...(method === 'cascade' && { asked, saved_usd: fromPicoUsd(saved) }),
      seconds: Math.ceil((asked * latencyMs) / 1_000 / this.settings.concurrency),
      basis: past.length === 0 ? 'prompts' : 'earlier_scores',
    };
  }

  private costOf(run: PlannedRun, prompt_tokens: number, completion_tokens: number) {
    const strategies = this.costs(prompt_tokens, completion_tokens);
    const strategy = run.strategy ?? this.llm.strategy;
    const cost_usd = strategies.find((one) => one.strategy === strategy)?.cost_usd ?? '0';
    return { prompt_tokens, completion_tokens, strategies, cost_usd };
  }

  private costs(prompt: number, completion: number): RunEstimateResponse['strategies'] {
    const total = prompt + completion;
    if (total === 0) return [];
    const output_share = Number((completion / total).toFixed(SHARE_DECIMALS));
    const { strategies } = this.simulation.simulate({ monthly_tokens: total, output_share });
    return strategies.map(({ strategy, monthly_cost_usd: cost_usd }) => ({ strategy, cost_usd }));
  }
}

/** Those nearest the tier limit, and those at random. */
function askedOf(leads: number, { scoring: { cascade } }: ScoringProfile): number {
  return Math.ceil(leads * Math.max(cascade.share, cascade.random_share));
}

function expectedTokens(lead: LeadFacts, profile: ScoringProfile): number {
  const characters = qualificationPrompt(lead, profile).reduce((sum, { content }) => sum + content.length, 0);
  return characters / CHARACTERS_PER_TOKEN;
}

/** How many tokens models counted for one that was expected. */
function correctionBy(past: readonly { facts: LeadFacts; promptTokens: number }[], profile: ScoringProfile): number {
  const expected = past.reduce((sum, { facts }) => sum + expectedTokens(facts, profile), 0);
  const counted = past.reduce((sum, { promptTokens }) => sum + promptTokens, 0);
  return expected === 0 ? 1 : counted / expected;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
