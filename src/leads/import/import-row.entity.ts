import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { StagedFields } from './columns/row-checker.js';
import type { RowProblem } from './read/file-row.js';

/** A row of a file: the fields of a lead, or why it is refused. */
@Entity('import_rows')
@ForeignKey('imports', ['workspaceId', 'importId'], ['workspaceId', 'id'], {
  name: 'fk_import_rows_import',
  onDelete: 'CASCADE',
})
@Check('ck_import_rows_outcome', '(fields IS NULL) = (problem IS NOT NULL)')
@Index('ix_import_rows_lead', { synchronize: false })
@Index('ix_import_rows_refused', { synchronize: false })
export class ImportRowEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_import_rows' })
  workspaceId!: WorkspaceId;

  @PrimaryColumn('uuid', { name: 'import_id', primaryKeyConstraintName: 'pk_import_rows' })
  importId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_import_rows' })
  line!: number;

  /** The lead that the row became, or will become if it is a new one. */
  @Column('uuid', { name: 'lead_id', nullable: true })
  leadId!: string | null;

  /** The id in a file that this service exported. */
  @Column('uuid', { name: 'own_id', nullable: true })
  ownId!: string | null;

  @Column('json', { nullable: true })
  fields!: StagedFields | null;

  @Column('jsonb', { nullable: true })
  problem!: RowProblem | null;

  /** What the file had, of rows that are refused. */
  @Column('json', { nullable: true })
  cells!: unknown[] | null;
}
