import { Global, Module } from '@nestjs/common';
import { CURRENT_SCORING } from '../leads/score-state.js';
import { LlmModule } from '../llm/llm.module.js';
import { CurrentScoringRepository } from './current-scoring.repository.js';
import { ConfiguredScoring } from './configured-scoring.service.js';
import { ScoringProfileRepository } from './profile/scoring-profile.repository.js';

/** Tells the room of leads what would score them now; that room does not know this one. */
@Global()
@Module({
  imports: [LlmModule],
  providers: [
    CurrentScoringRepository,
    ScoringProfileRepository,
    { provide: CURRENT_SCORING, useClass: ConfiguredScoring },
  ],
  exports: [CURRENT_SCORING, ScoringProfileRepository],
})
export class CurrentScoringModule {}
