import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { WorkspaceId } from '../../database/workspace-id.js';

/** A team with its own leads, profiles and keys, isolated from other workspaces. */
@Entity('workspaces')
@Check('ck_workspaces_name', `name <> ''`)
@Index('ix_workspaces_created_at', { synchronize: false })
export class WorkspaceEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_workspaces' })
  id!: WorkspaceId;

  @Column('varchar', { length: 100 })
  name!: string;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
