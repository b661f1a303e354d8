import { ValidationError, type FieldProblem } from '../../../errors/request.errors.js';
import { derivedId } from '../../../ids/derived-id.js';
import { TurnBudget } from '../../../resilience/turn-budget.js';
import { validationPipe } from '../../../validation/validation.pipe.js';
import { camelCase } from '../../../validation/wire.js';
import { UUID_FORM } from '../../../validation/uuid.decorator.js';
import { UpdateLeadRequest } from '../../dto/lead.dto.js';
import { newFields, type LeadFields } from '../../lead-changes.js';
import { type FileRow, type RowProblem, rowProblem } from '../read/file-row.js';
import { cellOf, leadInput, unguarded } from './lead-input.js';
import type { Mapping } from './mapping.js';
import { type OutcomeFields, readOutcome } from './outcome-cells.js';

/** The fields of a lead, and how it ended, where the row says so. */
export type StagedFields = LeadFields & OutcomeFields;

/** A row as it waits for its turn: the fields of a lead, or why it is refused and what it was. */
export interface StagedRow {
  line: number;
  /** Of the lead that it becomes if it is a new one. */
  leadId: string;
  /** The id of a lead that this service exported. */
  ownId: string | null;
  fields: StagedFields | null;
  problem: RowProblem | null;
  /** Only of rows that are refused. */
  cells: unknown[] | null;
}

/**
 * Rows of all imports that are checked in one turn of the event loop: some milliseconds, between which requests have theirs.
 * A long row takes as long as several.
 */
const CHECKED_AT_ONCE = 20;
const CHARACTERS_OF_A_ROW = 5_000;
const turns = new TurnBudget(CHECKED_AT_ONCE);
const MAX_PROBLEMS = 1;
/** A lead that has none of them can only be a new one. */
const FOUND_BY = ['external_id', 'contact_email'] as const;

/** Turns the rows of a file into fields of leads, by the same rules as the API. */
export class RowChecker {
  private readonly pipe = validationPipe(MAX_PROBLEMS);

  /**
   * @param importId of which the ids of new leads are derived
   * @param areNew whether every row is a new lead
   * @param isRagged whether rows may have fewer cells than there are columns
   */
  constructor(
    private readonly importId: string,
    private readonly areNew: boolean,
    private readonly isRagged: boolean,
  ) {}

  async check(row: FileRow, mapping: Mapping): Promise<StagedRow> {
    const { line, cells } = row;
    const refused = (problem: RowProblem): StagedRow => {
      return { line, leadId, ownId: null, fields: null, problem, cells: unguarded(cells, mapping) };
    };
    await turns.wait(1 + Math.floor(charactersOf(cells) / CHARACTERS_OF_A_ROW));
    const leadId = derivedId(this.importId, line);
    const problem = row.problem ?? this.shapeProblem(row, mapping);
    if (problem !== undefined) return refused(problem);
    const ownId = mapping.ownId === undefined ? undefined : cellOf(cells, mapping.ownId, mapping);
    const isOwn = typeof ownId === 'string' && UUID_FORM.test(ownId);
    const fields = await this.fieldsOf(cells, mapping, isOwn);
    if ('code' in fields) return refused(fields);
    return { line, leadId, ownId: isOwn ? ownId : null, fields, problem: null, cells: null };
  }

  private shapeProblem({ cells }: FileRow, mapping: Mapping): RowProblem | undefined {
    const count = mapping.columns.length;
    const isLong = cells.length > count && cells.slice(count).some((cell) => cell != null && cell !== '');
    if (isLong || (cells.length < mapping.named && !this.isRagged)) {
      return rowProblem('WRONG_CELL_COUNT', `The row has ${cells.length} cells, and the header ${count}`);
    }
    return mapping.isHeader(cells) ? rowProblem('REPEATED_HEADER', 'The row repeats the header') : undefined;
  }

  private async fieldsOf(cells: unknown[], mapping: Mapping, isKnown: boolean): Promise<StagedFields | RowProblem> {
    const outcome = await readOutcome(cells, mapping);
    if ('code' in outcome) return outcome;
    const input = leadInput(cells, mapping, outcome.unread);
    try {
      const request = (await this.pipe.transform(input, {
        type: 'body',
        metatype: UpdateLeadRequest,
      })) as UpdateLeadRequest;
      const isFound = isKnown || (!this.areNew && FOUND_BY.some((field) => request[field] != null));
      if (request.company_name === undefined && !isFound) return missingName(mapping);
      return Object.assign(filled(request), outcome.fields);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      return problemOf(error.problems[0], input, mapping);
    }
  }
}

function charactersOf(cells: readonly unknown[]): number {
  return cells.reduce<number>((sum, cell) => (typeof cell === 'string' ? sum + cell.length : sum), 0);
}

export function missingName(mapping: Pick<Mapping, 'columnOf'>): RowProblem {
  return rowProblem('MISSING_VALUE', 'company_name is required for a new lead', mapping.columnOf('company_name'));
}

function problemOf(problem: FieldProblem | undefined, input: Record<string, unknown>, mapping: Mapping): RowProblem {
  const { field, message } = problem ?? { field: '', message: 'The row is not valid' };
  const isLong = message.includes('must have at most');
  const value = field.startsWith('additional_data') ? undefined : input[field];
  return rowProblem(isLong ? 'VALUE_TOO_LONG' : 'INVALID_VALUE', message, mapping.columnOf(field), value);
}

/** What a row says: a placeholder such as "n/a" leaves a field as it is. */
function filled(request: UpdateLeadRequest): LeadFields {
  const given = Object.entries(request).filter(([, value]) => value != null);
  const fields: LeadFields = Object.fromEntries(given.map(([name, value]) => [camelCase(name), value as unknown]));
  return newFields(fields);
}
