import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A session of the web console, which stands for an API key; of its secret, only the hash is stored. */
@Entity('console_sessions')
@ForeignKey('api_keys', ['workspaceId', 'keyId'], ['workspaceId', 'id'], {
  name: 'fk_console_sessions_key',
  onDelete: 'CASCADE',
})
@Unique('ux_console_sessions_hash', ['hash'])
@Check('ck_console_sessions_hash', 'octet_length(hash) = 32')
@Index('ix_console_sessions_key', { synchronize: false })
@Index('ix_console_sessions_used_at', { synchronize: false })
export class ConsoleSessionEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_console_sessions' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_console_sessions' })
  id!: string;

  /** The API key that it was made with. */
  @Column('uuid', { name: 'key_id' })
  keyId!: string;

  /** SHA-256 of the secret in the cookie. */
  @Column('bytea')
  hash!: Buffer;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  /** When it was last used, to the minute. */
  @Column('timestamp with time zone', { name: 'used_at', precision: 3, default: () => 'now()' })
  usedAt!: Date;
}
