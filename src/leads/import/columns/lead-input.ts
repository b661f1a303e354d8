import { withoutFormulaGuard } from '../../../csv/formula-guard.js';
import { isJsonObject } from '../../../validation/shape.js';
import type { Mapping } from './mapping.js';
import type { Target } from './aliases.js';

const NAME_PARTS = ['contact_name', 'first_name', 'last_name'] as const;

/** A row as the body of a request: what its columns say of a lead. Empty cells say nothing. */
export function leadInput(cells: readonly unknown[], mapping: Mapping): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const others: Record<string, unknown> = {};
  for (const [target, places] of mapping.places) {
    if (target === 'additional_data') continue;
    for (const place of places) {
      const value = cellOf(cells, place);
      if (value === undefined) continue;
      // Of several columns for one field the first that is filled is the field's.
      if (!Object.hasOwn(input, target)) input[target] = value;
      else if (value !== input[target]) others[nameOf(mapping, place)] = value;
    }
  }
  for (const place of mapping.others) addOther(others, nameOf(mapping, place), cellOf(cells, place));
  joinNames(input);
  if (Object.keys(others).length > 0) input.additional_data = others;
  return input;
}

/** The text of a cell, as it is meant; `undefined` if it is empty. */
export function cellOf(cells: readonly unknown[], place: number): unknown {
  const cell = cells[place];
  if (cell == null) return undefined;
  if (typeof cell !== 'string') return cell;
  const text = withoutFormulaGuard(cell).trim();
  return text === '' ? undefined : text;
}

function nameOf(mapping: Mapping, place: number): string {
  return mapping.columns[place]?.name ?? `column ${place + 1}`;
}

/** `additional_data` of an export is what it was there; it comes back as the text of JSON. */
function addOther(others: Record<string, unknown>, name: string, value: unknown): void {
  if (value === undefined) return;
  const data = name === 'additional_data' ? objectIn(value) : undefined;
  if (data === undefined) others[name] = value;
  else Object.assign(others, data);
}

function objectIn(value: unknown): Record<string, unknown> | undefined {
  if (isJsonObject(value)) return value;
  if (typeof value !== 'string' || !value.startsWith('{')) return undefined;
  try {
    const data: unknown = JSON.parse(value);
    return isJsonObject(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

function joinNames(input: Record<string, unknown> & Partial<Record<Target, unknown>>): void {
  const [whole, ...parts] = NAME_PARTS.map((name) => input[name]);
  const given = parts.filter((part) => part !== undefined);
  if (whole === undefined && given.length > 0) input.contact_name = given.map(String).join(' ');
  delete input.first_name;
  delete input.last_name;
}
