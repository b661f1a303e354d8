import { camelCase } from '../../validation/wire.js';
import type { MappedColumn } from './columns/mapping.js';
import type { StagedFields } from './columns/row-checker.js';
import { isNamePart } from './columns/targets.js';

/**
 * The cells of a row, from what was read of them: a row that is refused only when it is merged is not kept as it was. Each
 * field stands in the first column that it was read from.
 */
export function originalCells(fields: StagedFields, columns: readonly MappedColumn[]): unknown[] {
  const rest = new Map<string, unknown>(Object.entries(fields));
  const data = { ...fields.additionalData };
  const take = (field: string): unknown => {
    const value = rest.get(field);
    rest.delete(field);
    return value ?? '';
  };
  return columns.map(({ name, target }) => {
    if (target === 'additional_data') return data[name] ?? '';
    if (target === null) return '';
    return take(isNamePart(target) ? 'contactName' : camelCase(target));
  });
}
