import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { pageOf } from '../../validation/page.dto.js';
import { OptionalCountries, OptionalTexts } from '../../validation/value-list.decorator.js';
import { withListedAddresses } from '../fields/listed-addresses.js';
import { withNamedValues } from '../fields/named-values.js';
import { withOtherAddresses } from '../fields/other-addresses.js';
import { readName } from '../fields/read-text.js';
import { withoutNothing } from '../fields/without-nothing.js';
import { LEAD_OUTCOMES, type LeadOutcome } from '../lead-outcome.js';
import { LEAD_STATUSES, type LeadStatus } from '../lead.entity.js';
import { QUALIFICATION_METHODS, type QualificationMethod, TIERS, type Tier } from '../lead-score.js';
import { STALE_REASONS, type StaleReason } from '../score-state.js';
import { FactorsResponse } from './factors.dto.js';
import {
  AdditionalDataField,
  CountryField,
  EmailField,
  Filterable,
  LineField,
  LinesField,
  LinkedInField,
  NameField,
  PhoneField,
  UrlField,
} from './lead-field.decorators.js';

const EXACT = { description: 'Exactly one of these, in any case.' };

/** The fields of a lead that may be absent; absent, `null`, `""` and placeholders such as "n/a" mean the same. */
export class OptionalLeadFields {
  /**
   * Where a field holds several addresses, the first is the field's, and the others are kept in `additional_data`; where it is a
   * record with a name, the name is the field's.
   */
  static rewrite(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return withOtherAddresses(withListedAddresses(withNamedValues(withoutNothing(input))));
  }

  @UrlField('https://acme.example')
  company_website?: string | null;

  @LineField({ max: 100, example: '50-200', description: 'Employees, in free text.' })
  company_size?: string | null;

  @Filterable(OptionalTexts(200, readName, EXACT))
  @LineField({ max: 200, example: 'Software' })
  industry?: string | null;

  @LineField({ max: 255, example: 'Dana Reyes' })
  contact_name?: string | null;

  @EmailField()
  contact_email?: string | null;

  @PhoneField('+1 555 010 0199')
  contact_phone?: string | null;

  @LineField({ max: 200, example: 'VP of Sales' })
  contact_title?: string | null;

  @LinkedInField()
  contact_linkedin_url?: string | null;

  @Filterable(OptionalCountries(EXACT))
  @CountryField()
  country?: string | null;

  @Filterable(OptionalTexts(100, readName, EXACT))
  @LineField({ max: 100, example: 'webinar', description: 'Where the lead came from.' })
  source?: string | null;

  @LinesField({ max: 10_000, example: 'Asked for a demo; budget approved for this quarter.' })
  notes?: string | null;

  @LineField({ max: 255, example: 'crm-4711', description: 'Id in your own system; unique.' })
  external_id?: string | null;

  @AdditionalDataField()
  additional_data?: Record<string, unknown> | null;
}

export class CreateLeadRequest extends OptionalLeadFields {
  @NameField({ max: 255, example: 'Acme Corp' })
  company_name!: string;
}

/** What changes; a field that is not given stays as it is, `null` or `""` clears it. */
export class UpdateLeadRequest extends OptionalLeadFields {
  @ValidateIf((_, value) => value !== undefined)
  @NameField({ max: 255, example: 'Acme Corporation' })
  @ApiPropertyOptional({ required: false })
  company_name?: string;
}

/** A lead with its latest qualification. */
export class LeadResponse {
  /** @example "01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00" */
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'Acme Corp' })
  company_name!: string;

  @ApiProperty({ type: String, nullable: true, example: 'https://acme.example' })
  company_website!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '50-200' })
  company_size!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Software' })
  industry!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Dana Reyes' })
  contact_name!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'dana.reyes@acme.example' })
  contact_email!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '+1 555 010 0199' })
  contact_phone!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'VP of Sales' })
  contact_title!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'https://www.linkedin.com/in/dana-reyes' })
  contact_linkedin_url!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'ISO 3166-1 alpha-2.', example: 'DE' })
  country!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'webinar' })
  source!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Asked for a demo; budget approved for this quarter.' })
  notes!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'crm-4711' })
  external_id!: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { source: 'webinar' } })
  additional_data!: Record<string, unknown> | null;

  @ApiProperty({ type: 'integer', description: 'Grows with every change; in quotes it is the `ETag`.', example: 3 })
  version!: number;

  @ApiProperty({ enum: LEAD_STATUSES, example: 'qualified' })
  status!: LeadStatus;

  @ApiProperty({
    type: Number,
    nullable: true,
    description:
      "0-100 with two decimals: computed from the factors and the profile's weights, or, by a learned model, the percentile " +
      'among past leads.',
    example: 87.4,
  })
  qualification_score!: number | null;

  @ApiProperty({ enum: TIERS, nullable: true, example: 'A' })
  qualification_tier!: Tier | null;

  @ApiProperty({
    ...{ type: Number, nullable: true, example: null },
    description: 'Chance that it is won, 0-1, by what past outcomes taught; `null` where no learned model scored.',
  })
  win_probability!: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'Strong fit in industry and size; the contact decides; budget is approved.',
  })
  qualification_reasoning!: string | null;

  @ApiProperty({ type: FactorsResponse, nullable: true })
  qualification_factors!: FactorsResponse | null;

  @ApiProperty({ enum: QUALIFICATION_METHODS, nullable: true, example: 'llm' })
  qualification_method!: QualificationMethod | null;

  @ApiProperty({ type: String, nullable: true, example: 'cerebras' })
  qualification_provider!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'gpt-oss-120b' })
  qualification_model!: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'How long the qualification took, in ms.', example: 640 })
  qualification_latency_ms!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The scoring profile that scored.', example: 1 })
  profile_version!: number | null;

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description:
      'Whether another score could come out today. `null` without a score, and where an earlier release kept no facts.',
    example: false,
  })
  score_is_stale!: boolean | null;

  @ApiProperty({ enum: STALE_REASONS, nullable: true, description: 'The first that applies.', example: null })
  stale_reason!: StaleReason | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  qualified_at!: string | null;

  @ApiProperty({ enum: LEAD_OUTCOMES, nullable: true, description: 'How it ended.', example: null })
  outcome!: LeadOutcome | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it ended.', example: null })
  outcome_at!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What the deal is worth.', example: null })
  outcome_value_usd!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it ended so.', example: null })
  outcome_reason!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  updated_at!: string;
}

/** One page of leads. */
export class LeadListResponse extends pageOf(LeadResponse) {}
