import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { MappedColumn } from './columns/mapping.js';
import type { FileFormat } from './read/table.js';

export const IMPORT_STATES = ['receiving', 'ready', 'merging', 'completed', 'cancelled', 'failed'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export const ON_DUPLICATE = ['update', 'skip', 'create'] as const;
export type OnDuplicate = (typeof ON_DUPLICATE)[number];

/** Why an import failed, or what it asks. */
export interface ImportFailure {
  error_code: string;
  message: string;
  details: Record<string, unknown>;
}

/** Tables of imports that erasing a workspace empties. */
export const IMPORT_TABLES = ['import_rows', 'imports'];

/** A file of leads that was sent, and how far it has come. */
@Entity('imports')
@ForeignKey('workspaces', ['workspaceId'], ['id'], { name: 'fk_imports_workspace', onDelete: 'CASCADE' })
@Check('ck_imports_state', `state IN ('receiving', 'ready', 'merging', 'completed', 'cancelled', 'failed')`)
@Check('ck_imports_on_duplicate', `on_duplicate IN ('update', 'skip', 'create')`)
@Index('ix_imports_created_at', { synchronize: false })
@Index('ix_imports_fingerprint', { synchronize: false })
@Index('ix_imports_open', { synchronize: false })
@Index('ix_imports_ended_at', { synchronize: false })
export class ImportEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'pk_imports' })
  workspaceId!: WorkspaceId;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_imports' })
  id!: string;

  @Column('varchar', { length: 20, default: 'receiving' })
  state!: ImportState;

  @Column('varchar', { name: 'file_name', length: 255, nullable: true })
  fileName!: string | null;

  @Column('varchar', { length: 10, nullable: true })
  format!: FileFormat | null;

  @Column('varchar', { length: 20, nullable: true })
  encoding!: string | null;

  @Column('varchar', { length: 1, nullable: true })
  separator!: string | null;

  @Column('integer', { default: 0 })
  bytes!: number;

  /** SHA-256 of the file and of the options that it was sent with. */
  @Column('varchar', { length: 64, nullable: true })
  fingerprint!: string | null;

  @Column('varchar', { name: 'on_duplicate', length: 10 })
  onDuplicate!: OnDuplicate;

  /** The columns of the file in their order, and what becomes of each. */
  @Column('jsonb', { nullable: true })
  mapping!: { columns: readonly MappedColumn[]; sheet?: string | null } | null;

  @Column('integer', { name: 'read_count', default: 0 })
  readCount!: number;

  @Column('integer', { name: 'created_count', default: 0 })
  createdCount!: number;

  @Column('integer', { name: 'updated_count', default: 0 })
  updatedCount!: number;

  @Column('integer', { name: 'unchanged_count', default: 0 })
  unchangedCount!: number;

  @Column('integer', { name: 'rejected_count', default: 0 })
  rejectedCount!: number;

  /** The line up to which rows are merged. */
  @Column('integer', { default: 0 })
  position!: number;

  /** Grows with every change, for events. */
  @Column('integer', { default: 1 })
  revision!: number;

  @Column('jsonb', { nullable: true })
  error!: ImportFailure | null;

  @Column('timestamp with time zone', { name: 'merge_started_at', precision: 3, nullable: true })
  mergeStartedAt!: Date | null;

  @Column('timestamp with time zone', { name: 'ended_at', precision: 3, nullable: true })
  endedAt!: Date | null;

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamp with time zone', { name: 'updated_at', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}
