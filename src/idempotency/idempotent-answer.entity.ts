import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The answer to a request, in a table of its own, so that it is erased together with the lead that it contains. */
@Entity('idempotent_answers')
@ForeignKey('idempotency_keys', ['workspaceId', 'keyHash'], ['workspaceId', 'keyHash'], {
  name: 'fk_idempotent_answers_key',
  onDelete: 'CASCADE',
})
@ForeignKey('leads', ['workspaceId', 'leadId'], ['workspaceId', 'id'], {
  name: 'fk_idempotent_answers_lead',
  onDelete: 'CASCADE',
})
@Index('ix_idempotent_answers_lead', { synchronize: false })
export class IdempotentAnswerEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_idempotent_answers' })
  workspaceId!: string;

  @PrimaryColumn('bytea', { name: 'key_hash', primaryKeyConstraintName: 'pk_idempotent_answers' })
  keyHash!: Buffer;

  @Column('uuid', { name: 'lead_id', nullable: true })
  leadId!: string | null;

  /** The body, encrypted with the caller's API key. */
  @Column('bytea')
  body!: Buffer;
}
