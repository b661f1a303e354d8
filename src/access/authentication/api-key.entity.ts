import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Scope } from '../../api/scope.js';

/** Tables of this room that erasing a workspace empties. */
export const ACCESS_TABLES = ['console_sessions', 'api_keys'];

/** An API key of a workspace; of the secret, only the hash is stored. */
@Entity('api_keys')
@ForeignKey('workspaces', ['workspaceId'], ['id'], { name: 'fk_api_keys_workspace', onDelete: 'CASCADE' })
@Unique('ux_api_keys_hash', ['hash'])
@Check('ck_api_keys_name', `name <> ''`)
@Check('ck_api_keys_hash', 'octet_length(hash) = 32')
@Check(
  'ck_api_keys_scopes',
  `cardinality(scopes) > 0 AND scopes <@
   ARRAY['leads:read', 'leads:write', 'llm:use', 'usage:read', 'research:run', 'metrics:read', 'admin']::varchar[]`,
)
@Index('ix_api_keys_created_at', { synchronize: false })
export class ApiKeyEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_api_keys' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_api_keys' })
  id!: string;

  @Column('varchar', { length: 100 })
  name!: string;

  /** SHA-256 of the key. */
  @Column('bytea')
  hash!: Buffer;

  /** The key's first characters. */
  @Column('varchar', { length: 20 })
  hint!: string;

  @Column('varchar', { length: 50, array: true })
  scopes!: Scope[];

  /** Patterns of names; `null` allows all. */
  @Column('varchar', { name: 'allowed_providers', length: 250, array: true, nullable: true })
  allowedProviders!: string[] | null;

  /** Patterns of names, as `model` or `provider/model`; `null` allows all. */
  @Column('varchar', { name: 'allowed_models', length: 250, array: true, nullable: true })
  allowedModels!: string[] | null;

  @Column('timestamp with time zone', { name: 'expires_at', precision: 3, nullable: true })
  expiresAt!: Date | null;

  @Column('timestamp with time zone', { name: 'last_used_at', precision: 3, nullable: true })
  lastUsedAt!: Date | null;

  @Column('timestamp with time zone', { name: 'revoked_at', precision: 3, nullable: true })
  revokedAt!: Date | null;

  /** Id of the key that a rotation put in this one's place. */
  @Column('uuid', { name: 'replaced_by', nullable: true })
  replacedBy!: string | null;

  /** Id of the first key of its chain of rotations; `null` for a key that replaced none. */
  @Column('uuid', { name: 'lineage_id', nullable: true })
  lineageId!: string | null;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
