import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One event for one webhook. Triggers write most of them, in the statement that makes the event true. */
@Entity('webhook_deliveries')
@ForeignKey('webhooks', ['workspaceId', 'webhookId'], ['workspaceId', 'id'], {
  name: 'fk_webhook_deliveries_webhook',
  onDelete: 'CASCADE',
})
@Check('ck_webhook_deliveries_state', `state IN ('pending', 'delivered', 'failed')`)
@Check('ck_webhook_deliveries_attempts', 'attempts >= 0')
@Index('ix_webhook_deliveries_created_at', { synchronize: false })
@Index('ix_webhook_deliveries_due', { synchronize: false })
@Index('ix_webhook_deliveries_subject', { synchronize: false })
@Index('ix_webhook_deliveries_age', { synchronize: false })
export class WebhookDeliveryEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_webhook_deliveries' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_webhook_deliveries' })
  id!: string;

  @Column('uuid', { name: 'webhook_id' })
  webhookId!: string;

  /** The same for every webhook that receives the event, and in every attempt. */
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** Events of one subject are sent in this order. */
  @Column('bigint', { default: () => 'next_webhook_position()', select: false })
  position!: string;

  @Column('varchar', { length: 50 })
  type!: string;

  /** The lead, import, run or budget that it is about. */
  @Column('uuid', { name: 'subject_id' })
  subjectId!: string;

  @Column('jsonb')
  data!: Record<string, unknown>;

  @Column('varchar', { length: 20, default: 'pending' })
  state!: DeliveryState;

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('timestamp with time zone', { name: 'next_attempt_at', precision: 3, default: () => 'now()' })
  nextAttemptAt!: Date;

  @Column('timestamp with time zone', { name: 'first_attempt_at', precision: 3, nullable: true })
  firstAttemptAt!: Date | null;

  @Column('timestamp with time zone', { name: 'last_attempt_at', precision: 3, nullable: true })
  lastAttemptAt!: Date | null;

  /** Status of the last answer; `null` where there was none. */
  @Column('integer', { name: 'response_status', nullable: true })
  responseStatus!: number | null;

  @Column('varchar', { length: 300, nullable: true })
  error!: string | null;

  @Column('integer', { name: 'duration_ms', nullable: true })
  durationMs!: number | null;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
