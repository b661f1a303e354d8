import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { LeadFactsDocument } from '../leads/lead-facts.js';
import type { FactorScores, QualificationMethod, Tier } from '../leads/lead-score.js';

/** Tables of this room that erasing a workspace empties. */
export const QUALIFICATION_TABLES = ['qualifications', 'scoring_claims', 'scoring_profiles'];

/** One qualification of a lead: the result, and everything it depended on. Rows are only ever added. */
@Entity('qualifications')
@ForeignKey('leads', ['workspaceId', 'leadId'], ['workspaceId', 'id'], {
  name: 'fk_qualifications_lead',
  onDelete: 'CASCADE',
})
@ForeignKey('scoring_profiles', ['workspaceId', 'profileVersion'], ['workspaceId', 'version'], {
  name: 'fk_qualifications_profile',
})
@Check('ck_qualifications_score', `score BETWEEN 0 AND 100`)
@Check('ck_qualifications_tier', `tier IN ('A', 'B', 'C', 'D')`)
@Check('ck_qualifications_method', `method IN ('llm', 'rules', 'learned', 'cascade')`)
@Check('ck_qualifications_win_probability', `win_probability BETWEEN 0 AND 1`)
@Check('ck_qualifications_llm_score', `llm_score BETWEEN 0 AND 100`)
@Check('ck_qualifications_tokens', 'prompt_tokens >= 0 AND completion_tokens >= 0')
@Check('ck_qualifications_cost', 'cost_pico_usd >= 0')
@Check('ck_qualifications_attempts', 'attempts >= 1')
@Check('ck_qualifications_latency', `latency_ms >= 0`)
@Index('ix_qualifications_lead', { synchronize: false })
@Index('ix_qualifications_cascade', { synchronize: false })
export class QualificationEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_qualifications' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_qualifications' })
  id!: string;

  @Column('uuid', { name: 'lead_id' })
  leadId!: string;

  /** 0-100 with two decimals. */
  @Column('numeric', { precision: 5, scale: 2 })
  score!: number;

  @Column('char', { length: 1 })
  tier!: Tier;

  /** That the lead is won, 0-1; `null` where no learned model scored. */
  @Column('double precision', { name: 'win_probability', nullable: true })
  winProbability!: number | null;

  /** Of a cascade: what the language model alone gives, if it was asked. */
  @Column('numeric', { name: 'llm_score', precision: 5, scale: 2, nullable: true })
  llmScore!: number | null;

  @Column('text')
  reasoning!: string;

  @Column('jsonb')
  factors!: FactorScores;

  @Column('varchar', { length: 20 })
  method!: QualificationMethod;

  /** Whose model scored; `null` where no language model was asked. */
  @Column('varchar', { length: 100, nullable: true })
  provider!: string | null;

  /** The model that answered, the version of the rules, or `learned-` and the version of a scoring model. */
  @Column('varchar', { length: 200 })
  model!: string;

  /** What the scorer read of the lead; `null` in rows of earlier releases. */
  @Column('jsonb', { nullable: true })
  facts!: LeadFactsDocument | null;

  /** SHA-256 of the facts, in hexadecimal. */
  @Column('varchar', { name: 'facts_fingerprint', length: 64, nullable: true })
  factsFingerprint!: string | null;

  @Column('integer', { name: 'latency_ms' })
  latencyMs!: number;

  @Column('integer', { name: 'profile_version' })
  profileVersion!: number;

  /** Version of the instruction the model was given; `null` for rules. */
  @Column('varchar', { name: 'prompt_version', length: 50, nullable: true })
  promptVersion!: string | null;

  /** Why rules stood in for a model, as an error code; none where they did not. */
  @Column('varchar', { name: 'fallback_reason', length: 100, nullable: true })
  fallbackReason!: string | null;

  @Column('integer', { name: 'prompt_tokens', nullable: true })
  promptTokens!: number | null;

  @Column('integer', { name: 'completion_tokens', nullable: true })
  completionTokens!: number | null;

  /** Cost in whole pico-USD. */
  @Column('numeric', { name: 'cost_pico_usd', precision: 30, scale: 0, nullable: true })
  costPicoUsd!: string | null;

  /** How many calls to providers it took. */
  @Column('smallint', { nullable: true })
  attempts!: number | null;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
