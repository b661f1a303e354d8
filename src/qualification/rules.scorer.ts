import { Injectable } from '@nestjs/common';
import type { LeadFacts } from './lead-facts.js';
import { LeadScorer, type Scoring } from './lead.scorer.js';
import type { ScoringProfile } from './profile/scoring-profile.js';
import { RULES_VERSION, scoreByRules } from './rules/rules.scoring.js';

/** Scores by the profile alone: the same lead and profile give the same score, on any machine, at no cost. */
@Injectable()
export class RulesScorer extends LeadScorer {
  override readonly isRemote = false;

  override score(lead: LeadFacts, profile: ScoringProfile): Promise<Scoring> {
    const { factors, reasoning } = scoreByRules(lead, profile);
    return Promise.resolve({
      factors,
      reasoning,
      method: 'rules',
      provider: null,
      model: RULES_VERSION,
      promptVersion: null,
      expense: null,
    });
  }
}
