import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { LeadOutcome } from './lead-outcome.js';
import type { FactorScores, QualificationMethod, Tier } from './lead-score.js';

/** Tables of this room that erasing a workspace empties. */
export const LEAD_TABLES = ['leads'];

export const LEAD_STATUSES = ['new', 'qualifying', 'qualified', 'failed'] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];

/** A company, a contact person there, and the latest qualification. */
@Entity('leads')
@ForeignKey('workspaces', ['workspaceId'], ['id'], { name: 'fk_leads_workspace', onDelete: 'CASCADE' })
@Check('ck_leads_company_name', `company_name <> ''`)
@Check('ck_leads_website_form', `company_website ~* '^https?://[^[:space:]]+$'`)
@Check('ck_leads_email_form', `contact_email ~ '^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$'`)
@Check('ck_leads_linkedin_form', `contact_linkedin_url ~* '^https?://[^[:space:]]+$'`)
@Check('ck_leads_country', `country ~ '^[A-Z]{2}$'`)
@Check('ck_leads_additional_data', `jsonb_typeof(additional_data) = 'object'`)
@Check('ck_leads_status', `status IN ('new', 'qualifying', 'qualified', 'failed')`)
@Check('ck_leads_score', `qualification_score BETWEEN 0 AND 100`)
@Check('ck_leads_tier', `qualification_tier IN ('A', 'B', 'C', 'D')`)
@Check('ck_leads_method', `qualification_method IN ('llm', 'rules', 'learned', 'cascade')`)
@Check('ck_leads_win_probability', `win_probability BETWEEN 0 AND 1`)
@Check('ck_leads_latency', `qualification_latency_ms >= 0`)
@Check('ck_leads_qualified', `status <> 'qualified' OR qualification_score IS NOT NULL`)
@Check('ck_leads_times', `created_at <= updated_at`)
@Index('ix_leads_created_at', { synchronize: false })
@Index('ix_leads_updated_at', { synchronize: false })
@Index('ix_leads_method', { synchronize: false })
@Index('ix_leads_score', { synchronize: false })
@Index('ix_leads_company_name', { synchronize: false })
@Index('ix_leads_industry', { synchronize: false })
@Index('ix_leads_source', { synchronize: false })
@Index('ix_leads_country', { synchronize: false })
@Index('ix_leads_status', { synchronize: false })
@Index('ix_leads_status_score', { synchronize: false })
@Index('ix_leads_tier', { synchronize: false })
@Index('ix_leads_tier_score', { synchronize: false })
@Index('ix_leads_search', { synchronize: false })
@Index('ix_leads_qualifying', { synchronize: false })
@Index('ix_leads_contact_email', { synchronize: false })
@Index('ix_leads_person', { synchronize: false })
@Index('ix_leads_score_basis', { synchronize: false })
@Index('ix_leads_outcome', { synchronize: false })
@Index('ix_leads_outcome_at', { synchronize: false })
@Index('ux_leads_external_id', { synchronize: false })
export class LeadEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_leads' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_leads' })
  id!: string;

  @Column('varchar', { name: 'company_name', length: 255 })
  companyName!: string;

  @Column('varchar', { name: 'company_website', length: 500, nullable: true })
  companyWebsite!: string | null;

  @Column('varchar', { name: 'company_size', length: 100, nullable: true })
  companySize!: string | null;

  @Column('varchar', { length: 200, nullable: true })
  industry!: string | null;

  @Column('varchar', { name: 'contact_name', length: 255, nullable: true })
  contactName!: string | null;

  @Column('varchar', { name: 'contact_email', length: 255, nullable: true })
  contactEmail!: string | null;

  @Column('varchar', { name: 'contact_phone', length: 50, nullable: true })
  contactPhone!: string | null;

  @Column('varchar', { name: 'contact_title', length: 200, nullable: true })
  contactTitle!: string | null;

  @Column('varchar', { name: 'contact_linkedin_url', length: 500, nullable: true })
  contactLinkedinUrl!: string | null;

  /** ISO 3166-1 alpha-2. */
  @Column('char', { length: 2, nullable: true })
  country!: string | null;

  /** Where the lead came from. */
  @Column('varchar', { length: 100, nullable: true })
  source!: string | null;

  @Column('varchar', { length: 10_000, nullable: true })
  notes!: string | null;

  /** The lead's id in the caller's own system; unique in a workspace. */
  @Column('varchar', { name: 'external_id', length: 255, nullable: true })
  externalId!: string | null;

  @Column('jsonb', { name: 'additional_data', nullable: true })
  additionalData!: Record<string, unknown> | null;

  /** Grows by one with every change, by a trigger. */
  @Column('integer', { default: 1 })
  version!: number;

  @Column('varchar', { length: 20, default: 'new' })
  status!: LeadStatus;

  /** 0-100 with two decimals. */
  @Column('numeric', { name: 'qualification_score', precision: 5, scale: 2, nullable: true })
  qualificationScore!: number | null;

  @Column('char', { name: 'qualification_tier', length: 1, nullable: true })
  qualificationTier!: Tier | null;

  /** That it is won, 0-1; `null` where no learned model scored. */
  @Column('double precision', { name: 'win_probability', nullable: true })
  winProbability!: number | null;

  @Column('text', { name: 'qualification_reasoning', nullable: true })
  qualificationReasoning!: string | null;

  @Column('jsonb', { name: 'qualification_factors', nullable: true })
  qualificationFactors!: FactorScores | null;

  @Column('varchar', { name: 'qualification_method', length: 20, nullable: true })
  qualificationMethod!: QualificationMethod | null;

  @Column('varchar', { name: 'qualification_provider', length: 100, nullable: true })
  qualificationProvider!: string | null;

  @Column('varchar', { name: 'qualification_model', length: 200, nullable: true })
  qualificationModel!: string | null;

  @Column('integer', { name: 'qualification_latency_ms', nullable: true })
  qualificationLatencyMs!: number | null;

  /** The scoring profile that the score was made by; `null` in scores of earlier releases, like the next two. */
  @Column('integer', { name: 'qualification_profile_version', nullable: true })
  profileVersion!: number | null;

  /** What scored, and its version: see `CurrentScoring`. */
  @Column('varchar', { name: 'qualification_scorer', length: 300, nullable: true })
  qualificationScorer!: string | null;

  /** SHA-256 of the facts that were scored, in hexadecimal. */
  @Column('varchar', { name: 'qualification_fingerprint', length: 64, nullable: true, select: false })
  qualificationFingerprint!: string | null;

  /** Whether the facts have another fingerprint by now; a trigger keeps it. */
  @Column('boolean', { name: 'qualification_facts_changed', default: false })
  factsChanged!: boolean;

  @Column('timestamp with time zone', { name: 'qualified_at', precision: 3, nullable: true })
  qualifiedAt!: Date | null;

  /** How it ended; the newest row of its history. */
  @Column('varchar', { length: 10, nullable: true })
  outcome!: LeadOutcome | null;

  @Column('timestamp with time zone', { name: 'outcome_at', precision: 3, nullable: true })
  outcomeAt!: Date | null;

  /** What the deal is worth, in USD with whole cents. */
  @Column('numeric', { name: 'outcome_value_usd', nullable: true })
  outcomeValueUsd!: string | null;

  @Column('varchar', { name: 'outcome_reason', length: 500, nullable: true })
  outcomeReason!: string | null;

  /** What searches look through, folded; a trigger keeps it. */
  @Column('text', { name: 'search_text', nullable: true, select: false })
  searchText?: string | null;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamp with time zone', { name: 'updated_at', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}
