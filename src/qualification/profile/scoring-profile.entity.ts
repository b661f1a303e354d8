import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { ScoringProfile } from './scoring-profile.js';

/** One version of a workspace's profile; a change adds a version, so that old scores can still be explained. */
@Entity('scoring_profiles')
@ForeignKey('workspaces', ['workspaceId'], ['id'], { name: 'fk_scoring_profiles_workspace', onDelete: 'CASCADE' })
@Check('ck_scoring_profiles_version', 'version >= 1')
export class ScoringProfileEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_scoring_profiles' })
  workspaceId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_scoring_profiles' })
  version!: number;

  @Column('jsonb')
  definition!: ScoringProfile;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
