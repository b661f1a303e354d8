import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Tables of this room that erasing a workspace empties. */
export const IDEMPOTENCY_TABLES = ['idempotent_answers', 'idempotency_keys'];

/** One use of an Idempotency-Key: the request, the claim of the process that runs it, and its outcome. */
@Entity('idempotency_keys')
@ForeignKey('workspaces', ['workspaceId'], ['id'], { name: 'fk_idempotency_keys_workspace', onDelete: 'CASCADE' })
@Check('ck_idempotency_keys_status', 'status BETWEEN 200 AND 299')
@Index('ix_idempotency_keys_created_at', ['createdAt'])
export class IdempotencyKeyEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_idempotency_keys' })
  workspaceId!: string;

  /** SHA-256 of the key and of the lineage of the API key that sent it. */
  @PrimaryColumn('bytea', { name: 'key_hash', primaryKeyConstraintName: 'pk_idempotency_keys' })
  keyHash!: Buffer;

  /** SHA-256 of the request. */
  @Column('bytea')
  fingerprint!: Buffer;

  /** The id of what the request makes. It stays the same when a request that broke off or failed is repeated. */
  @Column('uuid', { name: 'operation_id' })
  operationId!: string;

  /** Id of the claim that runs it; none after a failure, which leaves the key free. */
  @Column('uuid', { nullable: true })
  holder!: string | null;

  /** Until when the holder counts as alive; it keeps renewing this. */
  @Column('timestamp with time zone', { name: 'held_until', precision: 3 })
  heldUntil!: Date;

  /** The status of the answer, once the request has succeeded. */
  @Column('smallint', { nullable: true })
  status!: number | null;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
