import { Module } from '@nestjs/common';
import { ShutdownModule } from '../lifecycle/shutdown.module.js';
import { LlmModule } from '../llm/llm.module.js';
import { LeadsModule } from '../leads/leads.module.js';
import { AbandonedQualifications } from './abandoned-qualifications.js';
import { ScoringClaims } from './claims/scoring-claims.service.js';
import { ScoringClaimsRepository } from './claims/scoring-claims.repository.js';
import { ScoringTurns } from './claims/scoring-turns.service.js';
import { CurrentScoringModule } from './current-scoring.module.js';
import { LeadExportController } from './export/lead-export.controller.js';
import { FallbackScorer } from './fallback.scorer.js';
import { LeadScoring } from './lead-scoring.service.js';
import { LlmScorer } from './llm.scorer.js';
import { ScoringProfileController } from './profile/scoring-profile.controller.js';
import { ScoringProfileService } from './profile/scoring-profile.service.js';
import { QualificationController } from './qualification.controller.js';
import { QualificationService } from './qualification.service.js';
import { QualificationsRepository } from './qualifications.repository.js';

/** Lead in, score out: the profile, the scorers, and the history of qualifications. */
@Module({
  imports: [CurrentScoringModule, LeadsModule, LlmModule, ShutdownModule],
  controllers: [QualificationController, LeadExportController, ScoringProfileController],
  providers: [
    QualificationService,
    QualificationsRepository,
    ScoringProfileService,
    LeadScoring,
    ScoringTurns,
    ScoringClaims,
    ScoringClaimsRepository,
    LlmScorer,
    FallbackScorer,
    AbandonedQualifications,
  ],
  exports: [QualificationService, ScoringProfileService],
})
export class QualificationModule {}
