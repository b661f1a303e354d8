import { WebhookEvents1796591000000 } from '../migrations/1796591000000-webhook-events.js';
import { Webhooks1796590000000 } from '../migrations/1796590000000-webhooks.js';
import { Imports1796570000000 } from '../migrations/1796570000000-imports.js';
import { LeadPersonIndex1796571000000 } from '../migrations/1796571000000-lead-person-index.js';
import { Jobs1796560000000 } from '../migrations/1796560000000-jobs.js';
import { QualificationRuns1796580000000 } from '../migrations/1796580000000-qualification-runs.js';
import { LeadOutcomes1796600000000 } from '../migrations/1796600000000-lead-outcomes.js';
import { LeadOutcomeIndex1796601000000 } from '../migrations/1796601000000-lead-outcome-index.js';
import { ScoringModels1796602000000 } from '../migrations/1796602000000-scoring-models.js';
import { LearnedScores1796620000000 } from '../migrations/1796620000000-learned-scores.js';
import { CascadeIndex1796621000000 } from '../migrations/1796621000000-cascade-index.js';
import { LeadSearchText1796540000000 } from '../migrations/1796540000000-lead-search-text.js';
import { LeadSearchIndex1796541000000 } from '../migrations/1796541000000-lead-search-index.js';
import { DefaultSignals1796510000000 } from '../migrations/1796510000000-default-signals.js';
import { LeadVersion1796530000000 } from '../migrations/1796530000000-lead-version.js';
import { QualifiedFacts1796550000000 } from '../migrations/1796550000000-qualified-facts.js';
import { ScoreBasisIndex1796551000000 } from '../migrations/1796551000000-score-basis-index.js';
import { LeadSearchCost1796555000000 } from '../migrations/1796555000000-lead-search-cost.js';
import { ConsoleSessions1796610000000 } from '../migrations/1796610000000-console-sessions.js';
import { LeadOutcomeTimeIndex1796630000000 } from '../migrations/1796630000000-lead-outcome-time-index.js';
import { OutcomeDetails1796631000000 } from '../migrations/1796631000000-outcome-details.js';
import { MetricsScope1796650000000 } from '../migrations/1796650000000-metrics-scope.js';
import { LeadSearchJoined1796660000000 } from '../migrations/1796660000000-lead-search-joined.js';
import { LeadSearchSigns1796670000000 } from '../migrations/1796670000000-lead-search-signs.js';
import { LeadSearchLetters1796680000000 } from '../migrations/1796680000000-lead-search-letters.js';
import { StandingRunsIndex1796690000000 } from '../migrations/1796690000000-standing-runs-index.js';
import { LeadMethod1796521000000 } from '../migrations/1796521000000-lead-method.js';
import { LeadUpdatedAt1796520000000 } from '../migrations/1796520000000-lead-updated-at.js';
import { BoundedAudit1796000000000 } from '../migrations/1796000000000-bounded-audit.js';
import { KeyLineage1796100000000 } from '../migrations/1796100000000-key-lineage.js';
import { LeadOrigin1795900000000 } from '../migrations/1795900000000-lead-origin.js';
import { LedgerTags1796320000000 } from '../migrations/1796320000000-ledger-tags.js';
import { KeyModels1796310000000 } from '../migrations/1796310000000-key-models.js';
import { Budgets1796400000000 } from '../migrations/1796400000000-budgets.js';
import { LedgerKeys1796300000000 } from '../migrations/1796300000000-ledger-keys.js';
import { LedgerEmbeddings1796500000000 } from '../migrations/1796500000000-ledger-embeddings.js';
import { Leads1795300000000 } from '../migrations/1795300000000-leads.js';
import { OpenMode1796200000000 } from '../migrations/1796200000000-open-mode.js';
import { Access1795400000000 } from '../migrations/1795400000000-access.js';
import { LlmLedger1795500000000 } from '../migrations/1795500000000-llm-ledger.js';
import { QualificationCosts1795500100000 } from '../migrations/1795500100000-qualification-costs.js';
import { ListIndexes1795600000000 } from '../migrations/1795600000000-list-indexes.js';
import { SearchStatistics1795700000000 } from '../migrations/1795700000000-search-statistics.js';
import { AuditOutcomeStarted1795800000000 } from '../migrations/1795800000000-audit-outcome-started.js';
import { LedgerOutcomes1795850000000 } from '../migrations/1795850000000-ledger-outcomes.js';
import { LeadEmailIndex1796450000000 } from '../migrations/1796450000000-lead-email-index.js';
import { AUDIT_TABLES, AuditEventEntity } from './audit/audit-event.entity.js';
import { IDEMPOTENCY_TABLES, IdempotencyKeyEntity } from './idempotency/idempotency-key.entity.js';
import { IdempotentAnswerEntity } from './idempotency/idempotent-answer.entity.js';
import { ACCESS_TABLES, ApiKeyEntity } from './access/authentication/api-key.entity.js';
import { ConsoleSessionEntity } from './access/authentication/console-session.entity.js';
import { WorkspaceEntity } from './access/workspaces/workspace.entity.js';
import { type Schema, WorkspaceTables } from './database/data-source.js';
import { IMPORT_TABLES, ImportEntity } from './leads/import/import.entity.js';
import { ImportRowEntity } from './leads/import/import-row.entity.js';
import { JOB_TABLES, JOB_TABLES_OF_SERVICE } from './jobs/job-tables.js';
import { LEAD_TABLES, LeadEntity } from './leads/lead.entity.js';
import { ScoringProfileEntity } from './qualification/profile/scoring-profile.entity.js';
import { QUALIFICATION_TABLES, QualificationEntity } from './qualification/qualification.entity.js';
import { QualificationRunEntity, RUN_TABLES } from './qualification/runs/qualification-run.entity.js';
import { RunItemEntity } from './qualification/runs/run-item.entity.js';
import { ScoringClaimEntity } from './qualification/claims/scoring-claim.entity.js';
import { WebhookDeliveryEntity } from './webhooks/webhook-delivery.entity.js';
import { WEBHOOK_TABLES, WebhookEntity } from './webhooks/webhook.entity.js';
import { BUDGET_TABLES, BudgetEntity } from './llm/budgets/budget.entity.js';
import { BudgetLeaseEntity } from './llm/budgets/budget-lease.entity.js';
import { BudgetPeriodEntity } from './llm/budgets/budget-period.entity.js';
import { MODEL_TABLES, ScoringModelEntity } from './qualification/models/scoring-model.entity.js';
import { LeadOutcomeEntity, OUTCOME_TABLES } from './leads/outcomes/lead-outcome.entity.js';
import { LEDGER_TABLES, LedgerRowEntity } from './llm/ledger/ledger-row.entity.js';

/** Every table as the code sees it, and every step that led there, oldest first. */
export const schema: Schema = {
  entities: [
    WorkspaceEntity,
    ApiKeyEntity,
    ConsoleSessionEntity,
    AuditEventEntity,
    IdempotencyKeyEntity,
    IdempotentAnswerEntity,
    ScoringProfileEntity,
    LeadEntity,
    ImportEntity,
    ImportRowEntity,
    QualificationEntity,
    ScoringClaimEntity,
    QualificationRunEntity,
    RunItemEntity,
    LeadOutcomeEntity,
    ScoringModelEntity,
    LedgerRowEntity,
    BudgetEntity,
    BudgetPeriodEntity,
    BudgetLeaseEntity,
    WebhookEntity,
    WebhookDeliveryEntity,
  ],
  migrations: [
    Leads1795300000000,
    Access1795400000000,
    LlmLedger1795500000000,
    QualificationCosts1795500100000,
    ListIndexes1795600000000,
    SearchStatistics1795700000000,
    AuditOutcomeStarted1795800000000,
    LedgerOutcomes1795850000000,
    LeadOrigin1795900000000,
    BoundedAudit1796000000000,
    KeyLineage1796100000000,
    OpenMode1796200000000,
    LedgerKeys1796300000000,
    KeyModels1796310000000,
    LedgerTags1796320000000,
    Budgets1796400000000,
    LeadEmailIndex1796450000000,
    LedgerEmbeddings1796500000000,
    DefaultSignals1796510000000,
    LeadUpdatedAt1796520000000,
    LeadMethod1796521000000,
    LeadVersion1796530000000,
    LeadSearchText1796540000000,
    LeadSearchIndex1796541000000,
    QualifiedFacts1796550000000,
    ScoreBasisIndex1796551000000,
    LeadSearchCost1796555000000,
    Jobs1796560000000,
    Imports1796570000000,
    LeadPersonIndex1796571000000,
    QualificationRuns1796580000000,
    Webhooks1796590000000,
    WebhookEvents1796591000000,
    LeadOutcomes1796600000000,
    LeadOutcomeIndex1796601000000,
    ScoringModels1796602000000,
    ConsoleSessions1796610000000,
    LearnedScores1796620000000,
    CascadeIndex1796621000000,
    LeadOutcomeTimeIndex1796630000000,
    OutcomeDetails1796631000000,
    MetricsScope1796650000000,
    LeadSearchJoined1796660000000,
    LeadSearchSigns1796670000000,
    LeadSearchLetters1796680000000,
    StandingRunsIndex1796690000000,
  ],
  workspaceTables: new WorkspaceTables([
    ...WEBHOOK_TABLES,
    ...IDEMPOTENCY_TABLES,
    ...RUN_TABLES,
    ...OUTCOME_TABLES,
    ...MODEL_TABLES,
    ...QUALIFICATION_TABLES,
    ...IMPORT_TABLES,
    ...LEAD_TABLES,
    ...LEDGER_TABLES,
    ...BUDGET_TABLES,
    ...AUDIT_TABLES,
    ...ACCESS_TABLES,
  ]),
  contents: {
    tables: ['secrets', 'open_mode_endings', ...JOB_TABLES],
    sequences: ['webhook_positions'],
    seeded: ['secrets', 'scoring_profiles', ...JOB_TABLES_OF_SERVICE],
  },
};
