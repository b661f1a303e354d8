import { withoutFormulaGuard } from '../../../csv/formula-guard.js';
import { isPlaceholder } from '../../placeholders.js';
import { isJsonObject } from '../../../validation/shape.js';
import type { Mapping } from './mapping.js';
import { OUTCOME_TARGETS, type Target } from './targets.js';

const NAME_PARTS = ['contact_name', 'first_name', 'last_name'] as const;

/** Targets that are no fields of a lead by themselves. */
const APART: ReadonlySet<Target> = new Set(['additional_data', ...OUTCOME_TARGETS]);

/**
 * A row as the body of a request: what its columns say of a lead. Empty cells say nothing.
 * @param unread places of cells that are kept in `additional_data`, whatever their columns are
 */
export function leadInput(
  cells: readonly unknown[],
  mapping: Mapping,
  unread: readonly number[] = [],
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const others: Record<string, unknown> = {};
  for (const [target, places] of mapping.places) {
    if (APART.has(target)) continue;
    for (const place of places) {
      const value = cellOf(cells, place, mapping);
      if (value === undefined) continue;
      // Of several columns for one field the first that is filled is the field's.
      if (!Object.hasOwn(input, target)) input[target] = value;
      else if (value !== input[target]) others[nameOf(mapping, place)] = value;
    }
  }
  for (const place of unread) others[nameOf(mapping, place)] = cellOf(cells, place, mapping);
  const hasData = mapping.others.filter((place) =>
    addOther(others, nameOf(mapping, place), cellOf(cells, place, mapping)),
  );
  joinNames(input);
  if (hasData.length > 0 || Object.keys(others).length > 0) input.additional_data = others;
  return input;
}

/** How exports keep a spreadsheet from reading a text as a number. */
const TEXT_FORMULA = /^="((?:[^"]|"")*)"$/;

/** The text of a cell, as it is meant; `undefined` if it is empty. */
export function cellOf(cells: readonly unknown[], place: number, { isGuarded }: Pick<Mapping, 'isGuarded'>): unknown {
  const cell = cells[place];
  if (cell == null) return undefined;
  if (typeof cell !== 'string') return cell;
  const written = (isGuarded ? withoutFormulaGuard(cell) : cell).trim();
  const text = TEXT_FORMULA.exec(written)?.[1]?.replaceAll('""', '"').trim() ?? written;
  return text === '' ? undefined : text;
}

function nameOf(mapping: Mapping, place: number): string {
  return mapping.columns[place]?.name ?? `column ${place + 1}`;
}

/**
 * `additional_data` of an export is what it was there; it comes back as the text of JSON.
 * @returns whether there is anything, be it an empty object
 */
function addOther(others: Record<string, unknown>, name: string, value: unknown): boolean {
  if (value === undefined) return false;
  const data = name === 'additional_data' ? objectIn(value) : undefined;
  if (data === undefined) others[name] = value;
  else Object.assign(others, data);
  return true;
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
  const given = parts.filter((part) => part !== undefined && !(typeof part === 'string' && isPlaceholder(part)));
  if (whole === undefined && given.length > 0) input.contact_name = given.map(String).join(' ');
  delete input.first_name;
  delete input.last_name;
}
