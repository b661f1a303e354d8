import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { WebhookEventType } from './webhook-events.js';

/** Tables of this room that erasing a workspace empties. */
export const WEBHOOK_TABLES = ['webhook_deliveries', 'webhooks'];

/** An address that receives the events of its workspace. */
@Entity('webhooks')
@ForeignKey('workspaces', ['workspaceId'], ['id'], { name: 'fk_webhooks_workspace', onDelete: 'CASCADE' })
@Check('ck_webhooks_failures', 'failures >= 0')
@Index('ix_webhooks_created_at', { synchronize: false })
@Index('ix_webhooks_enabled', { synchronize: false })
export class WebhookEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_webhooks' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_webhooks' })
  id!: string;

  @Column('varchar', { length: 2_000 })
  url!: string;

  @Column('varchar', { length: 200, nullable: true })
  description!: string | null;

  @Column('text', { array: true })
  events!: WebhookEventType[];

  @Column('boolean', { default: true })
  enabled!: boolean;

  /** Why the service switched it off. */
  @Column('varchar', { name: 'disabled_reason', length: 200, nullable: true })
  disabledReason!: string | null;

  /** What deliveries are signed with; it cannot be a hash. */
  @Column('varchar', { length: 100, select: false })
  secret!: string;

  /** The secret before the last rotation, which signs too until the time that follows. */
  @Column('varchar', { name: 'previous_secret', length: 100, nullable: true, select: false })
  previousSecret!: string | null;

  @Column('timestamp with time zone', { name: 'previous_secret_until', precision: 3, nullable: true })
  previousSecretUntil!: Date | null;

  /** Rounds of deliveries that all failed since the last one that did not. */
  @Column('integer', { default: 0 })
  failures!: number;

  /** Until then, nothing is sent, because everything failed. */
  @Column('timestamp with time zone', { name: 'retry_at', precision: 3, nullable: true })
  retryAt!: Date | null;

  @Column('timestamp with time zone', { name: 'last_success_at', precision: 3, nullable: true })
  lastSuccessAt!: Date | null;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamp with time zone', { name: 'updated_at', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}
