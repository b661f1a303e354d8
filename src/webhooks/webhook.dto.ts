import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { ChoiceList } from '../validation/choice-list.decorator.js';
import { OptionalChoice } from '../validation/choice.decorator.js';
import { OptionalFlag } from '../validation/flag.decorator.js';
import { pageOf, PageQuery } from '../validation/page.dto.js';
import { OptionalText, Text } from '../validation/text.decorator.js';
import { DELIVERY_STATES, type DeliveryState } from './webhook-delivery.entity.js';
import { WEBHOOK_EVENTS, type WebhookEventType } from './webhook-events.js';

const ID = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f0a';
const URL_RULE = { max: 2_000, example: 'https://crm.example.com/hooks/sales-agent', format: 'uri' };
const EVENTS_RULE = {
  minItems: 1,
  description: 'Events that it receives.',
  example: ['lead.qualified', 'lead.tier_changed'],
};
const DESCRIPTION_RULE = { max: 200, description: 'What it is for.', example: 'CRM' };
const isGiven = (_: unknown, value: unknown): boolean => value !== undefined;

/** A new webhook. */
export class CreateWebhookRequest {
  @Text({ ...URL_RULE, description: 'An https address in the internet; deliveries follow no redirects.' })
  url!: string;

  @ChoiceList(WEBHOOK_EVENTS, EVENTS_RULE)
  events!: WebhookEventType[];

  @OptionalText(DESCRIPTION_RULE)
  description?: string | null;

  @OptionalFlag('Whether it receives events; `true` by default.')
  enabled?: boolean;
}

/** What changes; absent fields stay as they are. */
export class UpdateWebhookRequest {
  @ValidateIf(isGiven)
  @Text(URL_RULE)
  @ApiPropertyOptional({ required: false })
  url?: string;

  @ValidateIf(isGiven)
  @ChoiceList(WEBHOOK_EVENTS, EVENTS_RULE)
  @ApiPropertyOptional({ required: false })
  events?: WebhookEventType[];

  @OptionalText(DESCRIPTION_RULE)
  description?: string | null;

  @OptionalFlag('`true` also forgets that it failed, and sends at once what is pending.')
  enabled?: boolean;
}

/** A webhook, without its secret. */
export class WebhookResponse {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** @example "https://crm.example.com/hooks/sales-agent" */
  url!: string;

  @ApiProperty({ type: String, nullable: true, example: 'CRM' })
  description!: string | null;

  @ApiProperty({ enum: WEBHOOK_EVENTS, isArray: true, example: ['lead.qualified', 'lead.tier_changed'] })
  events!: WebhookEventType[];

  /** @example true */
  enabled!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why the service switched it off.', example: null })
  disabled_reason!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When sending goes on; `null` unless everything failed of late.',
    example: null,
  })
  retry_at!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_success_at!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until when deliveries are also signed with the secret before the last rotation.',
    example: null,
  })
  previous_secret_until!: string | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

/** A webhook with its secret, which is shown this once. */
export class WebhookWithSecretResponse extends WebhookResponse {
  /**
   * What deliveries are signed with, for any library of Standard Webhooks.
   * @example "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
   */
  secret!: string;
}

/** One page of webhooks. */
export class WebhookListResponse extends pageOf(WebhookResponse) {}

/** Which deliveries, which page. */
export class ListDeliveriesQuery extends PageQuery {
  @OptionalChoice(DELIVERY_STATES)
  state?: DeliveryState;
}

/** An event for a webhook, and how sending it went. */
export class WebhookDeliveryResponse {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid', description: 'Sent as `webhook-id`; the same in every attempt.' })
  event_id!: string;

  /** @example "lead.qualified" */
  type!: string;

  @ApiProperty({ format: 'uuid', description: 'The lead, import, run or budget.' })
  subject_id!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { lead: { id: ID, qualification_tier: 'A' } } })
  data!: Record<string, unknown>;

  @ApiProperty({ enum: DELIVERY_STATES, example: 'delivered' })
  state!: DeliveryState;

  @ApiProperty({ type: 'integer', example: 1 })
  attempts!: number;

  @ApiProperty({ format: 'date-time' })
  next_attempt_at!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_attempt_at!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Of the last answer.', example: 200 })
  response_status!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why the last attempt failed.', example: null })
  error!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Of the last attempt, in ms.', example: 83 })
  duration_ms!: number | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;
}

/** One page of deliveries. */
export class WebhookDeliveryListResponse extends pageOf(WebhookDeliveryResponse) {}
