import { Injectable } from '@nestjs/common';
import type { LeadFacts } from '../leads/lead-facts.js';
import type { ScoringProfile } from './profile/scoring-profile.js';
import { RULES_VERSION, scoreByRules } from './rules/rules.scoring.js';
import type { Scorer, ScoringResult } from './scorer.js';

/** Scores by the profile alone: the same lead and profile give the same score, on any machine, at no cost. */
@Injectable()
export class RulesScorer implements Scorer {
  score(lead: LeadFacts, profile: ScoringProfile): Promise<ScoringResult> {
    return Promise.resolve({
      ...scoreByRules(lead, profile),
      method: 'rules',
      provider: null,
      model: RULES_VERSION,
      promptVersion: null,
      usage: null,
      fallbackReason: null,
    });
  }
}
