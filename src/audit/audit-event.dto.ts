import { ApiProperty } from '@nestjs/swagger';
import { AUDITED_ACTIONS, type AuditedAction } from '../api/audited-action.js';
import { OptionalChoice } from '../validation/choice.decorator.js';
import { pageOf, PageQuery } from '../validation/page.dto.js';
import { AUDIT_OUTCOMES, type AuditOutcome } from './audit-event.entity.js';

/** Which events, which page. */
export class ListAuditEventsQuery extends PageQuery {
  @OptionalChoice(AUDITED_ACTIONS)
  action?: AuditedAction;
}

/** Who did what, when, and from where. */
export class AuditEventResponse {
  /** @example "01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f04" */
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: AUDITED_ACTIONS, example: 'api_key.revoke' })
  action!: string;

  /** `started` alone means that the process ended in between. */
  @ApiProperty({ enum: AUDIT_OUTCOMES, example: 'succeeded' })
  outcome!: AuditOutcome;

  /**
   * Why it was refused.
   * @example null
   */
  error_code!: string | null;

  /** The key that was used; `null` for the command line, and while no key existed. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  actor_key_id!: string | null;

  /** @example "operations" */
  actor_name!: string;

  /**
   * What it was done to.
   * @example "01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f05"
   */
  target_id!: string | null;

  /** @example "203.0.113.7" */
  address!: string | null;

  /** @example "01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f06" */
  request_id!: string | null;

  /**
   * How many calls it records: those that one key made within one minute, and that were refused for the same reason, share
   * an event. It has target, address and request of the first.
   * @example 1
   */
  @ApiProperty({ type: 'integer' })
  count!: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the last of several calls was.',
    example: null,
  })
  last_at!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;
}

/** One page of events. */
export class AuditEventListResponse extends pageOf(AuditEventResponse) {}
