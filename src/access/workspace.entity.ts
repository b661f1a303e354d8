import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A team whose leads, profiles and keys nobody else sees. */
@Entity('workspaces')
export class WorkspaceEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_workspaces' })
  id!: string;

  @Column('varchar', { length: 100 })
  name!: string;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;
}
