import { Injectable } from '@nestjs/common';
import { ConstraintViolationError } from '../database/database.errors.js';
import { Database } from '../database/database.service.js';
import { EntityTable } from '../database/entity-table.js';
import { prepared, preparedWith } from '../database/prepared-statement.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import type { MatchField } from './dto/lead-batch.dto.js';
import type { LeadFields } from './lead-changes.js';
import { InvalidLeadDataError, LeadAlreadyExistsError, LeadNotFoundError } from './lead.errors.js';
import { LeadEntity } from './lead.entity.js';
import { readMatches } from './lead-rows.js';

const table = new EntityTable(LeadEntity);
const BY_ID = prepared(`SELECT ${table.columns} FROM leads WHERE workspace_id = $1 AND id = $2`);
const insertionOf = preparedWith(
  (row) => `INSERT INTO leads ${row} ON CONFLICT ON CONSTRAINT pk_leads DO NOTHING RETURNING ${table.columns}`,
);
const changeOf = preparedWith(
  (assignments) =>
    `UPDATE leads SET ${assignments}, updated_at = GREATEST(created_at, clock_timestamp())
     WHERE workspace_id = $1 AND id = $2
     RETURNING ${table.columns}`,
);
const DELETION = prepared('DELETE FROM leads WHERE workspace_id = $1 AND id = $2 RETURNING id');

@Injectable()
export class LeadsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Stores a lead. If the id exists, returns the stored lead unchanged: it was made by a request that failed before it
   * answered, and is being retried.
   * @throws LeadAlreadyExistsError, InvalidLeadDataError
   */
  async insert(workspace: WorkspaceId, id: string, fields: LeadFields): Promise<LeadEntity> {
    const { sql, values } = table.insertion({ workspaceId: workspace, id, ...fields });
    const [lead] = await this.explained(
      workspace,
      fields,
      this.database.idempotentWrite<LeadEntity>(insertionOf(sql), values),
    );
    const stored = lead ?? (await this.findById(workspace, id));
    if (stored === undefined) throw new LeadNotFoundError(id);
    return stored;
  }

  async findById(workspace: WorkspaceId, id: string): Promise<LeadEntity | undefined> {
    const [lead] = await this.database.read<LeadEntity>(BY_ID, [workspace, id]);
    return lead;
  }

  async findByExternalId(workspace: WorkspaceId, externalId: string): Promise<LeadEntity | undefined> {
    const [lead] = await this.findMatches(workspace, 'external_id', externalId);
    return lead;
  }

  /** The places in `ids` of those that no lead of the workspace has. */
  async placesOfMissing(workspace: WorkspaceId, ids: readonly string[]): Promise<number[]> {
    const rows = await this.database.read<{ place: number }>(
      `SELECT wanted.place::int - 1 AS place FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, place)
       LEFT JOIN LATERAL (
         SELECT true AS found FROM leads WHERE workspace_id = $1 AND leads.id = wanted.id OFFSET 0
       ) AS lead ON true
       WHERE lead.found IS NULL ORDER BY wanted.place`,
      [workspace, ids],
    );
    return rows.map(({ place }) => place);
  }

  /** The newest ten leads with this `external_id`, of which there is one at most, or this address, in upper or lower case. */
  findMatches(workspace: WorkspaceId, match: MatchField, value: string): Promise<LeadEntity[]> {
    return readMatches((sql, parameters) => this.database.read(sql, parameters), workspace, match, value);
  }

  /**
   * Changes the given fields; `undefined` if there is no such lead.
   * @throws LeadAlreadyExistsError, InvalidLeadDataError
   */
  async update(workspace: WorkspaceId, id: string, fields: LeadFields): Promise<LeadEntity | undefined> {
    const { sql, values } = table.assignments(fields, 2);
    if (values.length === 0) return this.findById(workspace, id);
    const [lead] = await this.explained(
      workspace,
      fields,
      this.database.write<LeadEntity>(changeOf(sql), [workspace, id, ...values]),
    );
    return lead;
  }

  /** @returns whether there was such a lead */
  async delete(workspace: WorkspaceId, id: string): Promise<boolean> {
    const rows = await this.database.write(DELETION, [workspace, id]);
    return rows.length > 0;
  }

  /**
   * What `writing` gives; where the database refuses it, the error says which of `fields` is to blame.
   * @throws LeadAlreadyExistsError, InvalidLeadDataError
   */
  async explained<Result>(workspace: WorkspaceId, fields: LeadFields, writing: Promise<Result>): Promise<Result> {
    try {
      return await writing;
    } catch (error) {
      if (!(error instanceof ConstraintViolationError)) throw error;
      if (error.constraint !== 'ux_leads_external_id') throw new InvalidLeadDataError(error.constraint, error);
      const externalId = fields.externalId ?? '';
      const stored = await this.findByExternalId(workspace, externalId);
      throw new LeadAlreadyExistsError(externalId, stored?.id);
    }
  }
}
