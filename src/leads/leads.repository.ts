import { Injectable } from '@nestjs/common';
import { ConstraintViolationError } from '../database/database.errors.js';
import { Database } from '../database/database.service.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { InvalidLeadDataError, LeadAlreadyExistsError, LeadNotFoundError } from './lead.errors.js';
import { LEAD_FIELDS, type LeadFieldName, type LeadFields } from './lead-fields.js';
import { LEAD_COLUMNS } from './lead-columns.js';
import type { LeadEntity } from './lead.entity.js';

@Injectable()
export class LeadsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Stores a lead. One that is there under this id already is given back as it is: a request that broke off has made it,
   * and is being repeated.
   * @throws LeadAlreadyExistsError, InvalidLeadDataError
   */
  async insert(workspace: WorkspaceId, id: string, fields: Partial<LeadFields>): Promise<LeadEntity> {
    const names = Object.keys(fields) as LeadFieldName[];
    const columns = names.map((name) => LEAD_FIELDS[name]);
    const places = names.map((_, index) => `$${index + 3}`);
    const [lead] = await store(
      fields,
      this.database.idempotentWrite<LeadEntity>(
        `INSERT INTO leads (${['workspace_id', 'id', ...columns].join(', ')})
       VALUES (${['$1', '$2', ...places].join(', ')})
       ON CONFLICT ON CONSTRAINT pk_leads DO NOTHING
       RETURNING ${LEAD_COLUMNS}`,
        [workspace, id, ...names.map((name) => fields[name])],
      ),
    );
    const stored = lead ?? (await this.findById(workspace, id));
    if (stored === undefined) throw new LeadNotFoundError(id);
    return stored;
  }

  async findById(workspace: WorkspaceId, id: string): Promise<LeadEntity | undefined> {
    const [lead] = await this.database.read<LeadEntity>(
      `SELECT ${LEAD_COLUMNS} FROM leads WHERE workspace_id = $1 AND id = $2`,
      [workspace, id],
    );
    return lead;
  }

  /**
   * Changes the given fields; `undefined` if there is no such lead.
   * @throws LeadAlreadyExistsError, InvalidLeadDataError
   */
  async update(workspace: WorkspaceId, id: string, fields: Partial<LeadFields>): Promise<LeadEntity | undefined> {
    const names = Object.keys(fields) as LeadFieldName[];
    if (names.length === 0) return this.findById(workspace, id);
    const assignments = names.map((name, index) => `${LEAD_FIELDS[name]} = $${index + 3}`);
    const [lead] = await store(
      fields,
      this.database.write<LeadEntity>(
        `UPDATE leads SET ${assignments.join(', ')}, updated_at = GREATEST(created_at, clock_timestamp())
       WHERE workspace_id = $1 AND id = $2
       RETURNING ${LEAD_COLUMNS}`,
        [workspace, id, ...names.map((name) => fields[name])],
      ),
    );
    return lead;
  }

  /** @returns whether there was such a lead */
  async delete(workspace: WorkspaceId, id: string): Promise<boolean> {
    const rows = await this.database.write('DELETE FROM leads WHERE workspace_id = $1 AND id = $2 RETURNING id', [
      workspace,
      id,
    ]);
    return rows.length > 0;
  }
}

async function store(fields: Partial<LeadFields>, writing: Promise<LeadEntity[]>): Promise<LeadEntity[]> {
  try {
    return await writing;
  } catch (error) {
    if (!(error instanceof ConstraintViolationError)) throw error;
    if (error.constraint === 'ux_leads_external_id') throw new LeadAlreadyExistsError(fields.externalId ?? '');
    throw new InvalidLeadDataError(error.constraint, error);
  }
}
