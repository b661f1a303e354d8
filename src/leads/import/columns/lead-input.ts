import { withoutFormulaGuard } from '../../../csv/formula-guard.js';
import { MalformedRequestError } from '../../../errors/request.errors.js';
import { isJsonObject } from '../../../validation/shape.js';
import { parseStrictJson } from '../../../validation/strict-json.js';
import { ADDITIONAL_DATA_BYTES } from '../../dto/lead-field.decorators.js';
import { contactName, isNothing } from './contact-name.js';
import type { Mapping } from './mapping.js';
import { NAME_PARTS, type NamePart, OUTCOME_TARGETS, type Target } from './targets.js';

/** Of `additional_data`: each has two characters at least. */
const MAX_VALUES = ADDITIONAL_DATA_BYTES / 2;
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
      const text = cellOf(cells, place, mapping);
      const cell = mapping.ownId === undefined ? recordsIn(target, text) : text;
      if (cell === undefined) continue;
      if (isOther(target, cell, place, mapping)) {
        others[nameOf(mapping, place)] = cell;
        continue;
      }
      const value = NAMED.has(target) ? (nameIn(cell) ?? cell) : cell;
      // The field takes the name alone, also one in parts.
      if (NAMED.has(target) && isJsonObject(cell)) others[nameOf(mapping, place)] = cell;
      // Of several columns for one field the first that says something is the field's.
      if (NOT_SALUTED.has(target) && isSalutation(value)) others[nameOf(mapping, place)] = value;
      else if (isNothing(input[target])) input[target] = value;
      else if (value !== input[target]) others[nameOf(mapping, place)] = cell;
    }
  }
  joinName(input, (part) => {
    others[nameOf(mapping, mapping.places.get(part)?.[0] ?? -1)] = input[part];
  });
  for (const place of unread) others[nameOf(mapping, place)] = cellOf(cells, place, mapping);
  const hasData = mapping.others.filter((place) =>
    addOther(others, nameOf(mapping, place), cellOf(cells, place, mapping)),
  );
  if (hasData.length > 0 || Object.keys(others).length > 0) input.additional_data = others;
  return input;
}

/** Of these, APIs give a record of its own, with a name: `"company": { "id": 7, "name": "Acme" }`. */
const NAMED: ReadonlySet<Target> = new Set([
  ...(['company_name', 'industry', 'contact_name', 'country', 'source', 'company_size'] as const),
]);

/** Of these, they give records with an address in them, or lists of such. */
const ADDRESSES: ReadonlySet<Target> = new Set([
  ...(['contact_email', 'contact_phone', 'company_website', 'contact_linkedin_url'] as const),
]);
/** How the JSON of a record begins, of a list of them, and of an id with its name. */
const RECORDS = /^(?:\{|\[\s*(?:\{|\d+,\s*"))/;

/** What tells one lead from another, or reaches it, by its digits. */
const DIGITS: ReadonlySet<Target> = new Set(['contact_phone', 'external_id']);
/** A number as a spreadsheet shows a long one: its last digits are gone, and others look the same. */
const ROUNDED = /^[+'’]?\d(?:[.,]\d+)?E\+\d{1,3}$/i;

/** The page of a company in a network, which would replace its website. */
const LINKEDIN_PAGE = /^(?:https?:\/\/)?(?:[a-z-]+\.)*linkedin\.com(?:\/|$)/i;

/** Whether a cell holds something else than its column says; in files that this service exported, none does. */
function isOther(target: Target, cell: unknown, place: number, { ownId, certain }: Mapping): boolean {
  if (ownId !== undefined || typeof cell !== 'string') return false;
  if (DIGITS.has(target)) return ROUNDED.test(cell);
  return target === 'company_website' && !certain.has(place) && LINKEDIN_PAGE.test(cell);
}

/** A form of address is none of these, whatever its column is called. */
const NOT_SALUTED: ReadonlySet<Target> = new Set(['contact_title', 'name_infix']);
/** A form of address, or an academic degree, which some systems call a title. */
const SALUTATION =
  /^(?:(?:mrs?|ms|miss|mx|dr|prof|sir|herrn?|frau|hr|fr|mme|mlle|m|monsieur|madame|sra?|srta|dra|dott|ing|sig|dhr|mevr|mag|dipl|dipl-?ing|rer|nat|med|jur|phil|hc|h\.?c|ph\.?d|m\.?sc|b\.?sc|m\.?b\.?a|m\.?a|b\.?a|pan|pani|bay|bayan)\.?(?:[\s,/]+|$)|(?:dr|prof|dipl|rer|nat)\.(?=\p{L}))+$/iu;
/** The page of a record beside its name, as Notion exports relations. */
const PAGE_OF_RECORD = /(?<!\s)\s*\(https:\/\/(?:www\.)?notion\.so\/[^\s()]*\)/g;
/** What SuiteCRM and vtiger have in an empty field for a website. */
const NO_ADDRESS = /^https?:\/\/$/i;
/** How exports keep a spreadsheet from reading a text as a number. */
const TEXT_FORMULA = /^="((?:[^"]|"")*)"$/;

/** Cells as they were before a quote kept a spreadsheet from running them. */
export function unguarded(cells: unknown[], { isGuarded }: Pick<Mapping, 'isGuarded'>): unknown[] {
  return isGuarded ? cells.map((cell) => (typeof cell === 'string' ? withoutFormulaGuard(cell) : cell)) : cells;
}

/** The text of a cell, as it is meant; `undefined` if it is empty. */
export function cellOf(cells: readonly unknown[], place: number, { isGuarded }: Pick<Mapping, 'isGuarded'>): unknown {
  const cell = cells[place];
  if (cell == null) return undefined;
  if (typeof cell !== 'string') return cell;
  const written = (isGuarded ? withoutFormulaGuard(cell) : cell).trim();
  const named = written.includes('notion.so/') ? written.replace(PAGE_OF_RECORD, '') : written;
  const text = TEXT_FORMULA.exec(named)?.[1]?.replaceAll('""', '"').trim() ?? named;
  return text === '' || NO_ADDRESS.test(text) ? undefined : text;
}

/** A record, or a list of them, of which a table has the text of its JSON; what this service exported, has none. */
function recordsIn(target: Target, cell: unknown): unknown {
  const isRecord = typeof cell === 'string' && RECORDS.test(cell) && (NAMED.has(target) || ADDRESSES.has(target));
  return isRecord ? (jsonIn(cell) ?? cell) : cell;
}

/** The name of a record. */
function nameIn(value: unknown): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const name = value.name ?? value.Name ?? value.label ?? value.value;
  return typeof name === 'string' && name.trim() !== '' ? name : undefined;
}

function isSalutation(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 40 && SALUTATION.test(value);
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
  const data = typeof value === 'string' && value.startsWith('{') ? jsonIn(value) : undefined;
  return isJsonObject(data) ? data : undefined;
}

/** What JSON says; `undefined` for another text. */
function jsonIn(text: string): unknown {
  try {
    return parseStrictJson(text, MAX_VALUES, []);
  } catch (error) {
    if (error instanceof MalformedRequestError) return undefined;
    throw error;
  }
}

/** @param keep for a part that no other column says, where the whole name stands in a column of its own */
function joinName(input: Record<string, unknown>, keep: (part: NamePart) => void): void {
  const name = isNothing(input.contact_name) ? contactName(input) : undefined;
  for (const part of NAME_PARTS) {
    if (name === undefined && (part === 'name_infix' || part === 'second_last_name') && !isNothing(input[part]))
      keep(part);
  }
  if (name !== undefined) input.contact_name = name;
  delete input.first_name;
  delete input.name_infix;
  delete input.last_name;
  delete input.second_last_name;
}
