import { Injectable, Logger } from '@nestjs/common';
import { QualificationSettings } from './qualification.settings.js';
import { ChatModel } from '../llm/chat-model.js';
import { LlmError } from '../llm/llm.errors.js';
import type { LeadFacts } from './lead-facts.js';
import { LeadScorer, type Scoring, type ScoringOrder } from './lead.scorer.js';
import { LlmScorer } from './llm.scorer.js';
import type { ScoringProfile } from './profile/scoring-profile.js';
import { RulesScorer } from './rules.scorer.js';

/** The scorer the service uses: a language model where one is configured, rules where not, and where settings let them stand in. */
@Injectable()
export class FallbackScorer extends LeadScorer {
  private readonly logger = new Logger(FallbackScorer.name);

  constructor(
    private readonly llm: LlmScorer,
    private readonly rules: RulesScorer,
    private readonly model: ChatModel,
    private readonly settings: QualificationSettings,
  ) {
    super();
  }

  get isRemote(): boolean {
    return this.model.isConfigured;
  }

  /** @throws LlmError if the model cannot score and `QUALIFICATION_FALLBACK` is `none` */
  override async score(lead: LeadFacts, profile: ScoringProfile, order: ScoringOrder): Promise<Scoring> {
    if (!this.model.isConfigured) return this.rules.score(lead, profile);
    try {
      return await this.llm.score(lead, profile, order);
    } catch (error) {
      const isGivenUp = order.signal?.aborted === true;
      if (!(error instanceof LlmError) || isGivenUp || this.settings.fallback === 'none') throw error;
      this.logger.warn(
        { error_code: error.errorCode, details: error.details },
        'Rules stand in for the language model',
      );
      return { ...(await this.rules.score(lead, profile)), fallbackReason: error.errorCode };
    }
  }
}
