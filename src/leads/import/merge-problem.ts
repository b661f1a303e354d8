import { camelCase } from '../../validation/wire.js';
import type { MappedColumn } from './columns/mapping.js';
import type { StagedFields } from './columns/row-checker.js';
import { type RowProblem, rowProblem } from './read/file-row.js';

/** Why a row is refused only when it is merged. */
export interface MergeProblem {
  code: string;
  message: string;
  field: keyof StagedFields;
}

export const MISSING_NAME: MergeProblem = {
  code: 'MISSING_VALUE',
  message: 'company_name is required for a new lead',
  field: 'companyName',
};
export const TAKEN_ID: MergeProblem = {
  code: 'LEAD_ALREADY_EXISTS',
  message: 'Another lead has this external_id',
  field: 'externalId',
};

/** The same as the report has it: with the column that holds the field when the row comes back, and the value that was read. */
export function reported(
  { code, message, field }: MergeProblem,
  fields: StagedFields,
  columns: readonly MappedColumn[],
): RowProblem {
  // Additional data comes from many columns: none of them alone is too long.
  if (field === 'additionalData') return rowProblem(code, message);
  const column = columns.find(({ target }) => target !== null && camelCase(target) === field);
  return rowProblem(code, message, column?.name, fields[field]);
}
