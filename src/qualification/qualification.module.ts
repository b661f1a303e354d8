import { Module } from '@nestjs/common';
import { ThreadsModule } from '../threads/threads.module.js';
import { ShutdownModule } from '../lifecycle/shutdown.module.js';
import { LlmModule } from '../llm/llm.module.js';
import { LeadsModule } from '../leads/leads.module.js';
import { AbandonedQualifications } from './abandoned-qualifications.js';
import { ScoringClaims } from './claims/scoring-claims.service.js';
import { ScoringClaimsRepository } from './claims/scoring-claims.repository.js';
import { ScoringTurns } from './claims/scoring-turns.service.js';
import { CurrentScoringModule } from './current-scoring.module.js';
import { CascadeScorer } from './cascade/cascade.scorer.js';
import { PastScores } from './cascade/past-scores.repository.js';
import { LeadExportController } from './export/lead-export.controller.js';
import { EarlierScores } from './runs/earlier-scores.repository.js';
import { QualificationRunsController } from './runs/qualification-runs.controller.js';
import { QualificationRuns } from './runs/qualification-runs.service.js';
import { RunEstimates } from './runs/run-estimates.service.js';
import { RunEvents } from './runs/run-events.service.js';
import { RunItemsRepository } from './runs/run-items.repository.js';
import { RunSelectionsRepository } from './runs/run-selections.repository.js';
import { ProcessFacts } from './runs/process-facts.js';
import { RunChoices } from './runs/run-choices.service.js';
import { RunPlans } from './runs/run-plans.service.js';
import { RunPumps } from './runs/run-pumps.service.js';
import { RunResultsRepository } from './runs/run-results.repository.js';
import { RunScorer } from './runs/run-scorer.service.js';
import { RunTakeOvers } from './runs/run-take-overs.repository.js';
import { RunToolbox } from './runs/run-toolbox.js';
import { RunsRepository } from './runs/runs.repository.js';
import { StandingRuns } from './runs/standing-runs.service.js';
import { LeadExportService } from './export/lead-export.service.js';
import { FallbackScorer } from './fallback.scorer.js';
import { LeadScoring } from './lead-scoring.service.js';
import { LeadScorer } from './lead.scorer.js';
import { LlmScorer } from './llm.scorer.js';
import { PreviewLeadsRepository } from './preview/preview-leads.repository.js';
import { ProfilePreviewController } from './preview/profile-preview.controller.js';
import { ProfilePreviews } from './preview/profile-previews.service.js';
import { ScoringProfileController } from './profile/scoring-profile.controller.js';
import { ScoringProfileService } from './profile/scoring-profile.service.js';
import { AbandonedTrainings } from './models/abandoned-trainings.js';
import { ActiveModels } from './models/active-models.service.js';
import { DueModelsRepository } from './models/due-models.repository.js';
import { LaterOutcomesRepository } from './models/later-outcomes.repository.js';
import { ModelRetraining } from './models/model-retraining.js';
import { ModelTraining } from './models/model-training.service.js';
import { ScoringModelsController } from './models/scoring-models.controller.js';
import { ScoringModelsRepository } from './models/scoring-models.repository.js';
import { ScoringModelsService } from './models/scoring-models.service.js';
import { TrainingDataRepository } from './models/training-data.repository.js';
import { OutcomesController } from './outcomes/outcomes.controller.js';
import { OutcomesRepository } from './outcomes/outcomes.repository.js';
import { OutcomesService } from './outcomes/outcomes.service.js';
import { ScoringReportController } from './report/scoring-report.controller.js';
import { ScoringReportRepository } from './report/scoring-report.repository.js';
import { ScoringReports } from './report/scoring-report.service.js';
import { ScoringPlans } from './scoring-plans.service.js';
import { QualificationController } from './qualification.controller.js';
import { QualificationService } from './qualification.service.js';
import { QualificationsRepository } from './qualifications.repository.js';

/** Lead in, score out: the profile, the scorers, and the history of qualifications. */
@Module({
  imports: [CurrentScoringModule, LeadsModule, LlmModule, ShutdownModule, ThreadsModule],
  controllers: [
    ...[QualificationRunsController, OutcomesController, QualificationController],
    ...[LeadExportController, ProfilePreviewController, ScoringProfileController, ScoringModelsController],
    ScoringReportController,
  ],
  providers: [
    QualificationService,
    QualificationsRepository,
    OutcomesService,
    OutcomesRepository,
    ScoringReports,
    ScoringReportRepository,
    LeadExportService,
    ScoringModelsService,
    ScoringModelsRepository,
    ModelTraining,
    ModelRetraining,
    AbandonedTrainings,
    DueModelsRepository,
    LaterOutcomesRepository,
    TrainingDataRepository,
    ScoringProfileService,
    ProfilePreviews,
    PreviewLeadsRepository,
    LeadScoring,
    ScoringTurns,
    ScoringClaims,
    ScoringClaimsRepository,
    LlmScorer,
    FallbackScorer,
    LeadScorer,
    CascadeScorer,
    PastScores,
    ScoringPlans,
    ActiveModels,
    AbandonedQualifications,
    ...[
      QualificationRuns,
      RunPlans,
      RunChoices,
      RunEstimates,
      RunEvents,
      RunPumps,
      StandingRuns,
      RunScorer,
      RunToolbox,
      ProcessFacts,
    ],
    ...[RunsRepository, RunItemsRepository, RunSelectionsRepository, RunResultsRepository, RunTakeOvers, EarlierScores],
  ],
  exports: [OutcomesService, QualificationService, QualificationRuns, ScoringProfileService, ScoringReports],
})
export class QualificationModule {}
