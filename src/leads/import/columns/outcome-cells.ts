import { ValidationError } from '../../../errors/request.errors.js';
import { validationPipe } from '../../../validation/validation.pipe.js';
import type { LeadOutcome } from '../../lead-outcome.js';
import { RecordOutcomeRequest } from '../../outcomes/record-outcome.dto.js';
import { isPlaceholder } from '../../placeholders.js';
import { type RowProblem, rowProblem } from '../read/file-row.js';
import { nameKey } from './aliases.js';
import type { OutcomeTarget } from './targets.js';
import { cellOf } from './lead-input.js';
import type { Mapping } from './mapping.js';
import { momentText, usdText } from './outcome-texts.js';

/** How a row says that its lead ended; what is not given is not there. */
export interface OutcomeFields {
  outcome?: LeadOutcome;
  outcomeAt?: string;
  outcomeValueUsd?: string;
  outcomeReason?: string;
}

/** What the columns of an outcome say. */
export interface OutcomeCells {
  fields: OutcomeFields;
  /** Places of cells that say nothing of an outcome; they are kept as they are. */
  unread: number[];
}

/** What systems call the ends of a deal, in English, German, French, Spanish and Portuguese; written as `nameKey` gives them. */
const WORDS: Record<LeadOutcome | 'open', string> = {
  won: `won, win, closed won, closedwon, close won, deal won, won deal, gewonnen, abgeschlossen gewonnen, abgeschlossen und gewonnen,
    geschlossen gewonnen, gagne, gagnee, conclu gagne, ferme gagne, cloture gagne, ganado, ganada, cerrado ganado, cerrada ganada,
    cierre ganado, ganho, ganha, fechado ganho, fechada ganha, fechado e ganho, negocio ganho`,
  lost: `lost, loss, closed lost, closedlost, close lost, deal lost, lost deal, verloren, abgeschlossen verloren,
    abgeschlossen und verloren, geschlossen verloren, perdu, perdue, conclu perdu, ferme perdu, cloture perdu, perdido, perdida,
    cerrado perdido, cerrada perdida, cierre perdido, fechado perdido, fechada perdida, fechado e perdido, negocio perdido`,
  open: `open, pending, in progress, ongoing, new, undecided, offen, laufend, in bearbeitung, neu, ausstehend, ouvert, ouverte,
    en cours, en attente, nouveau, abierto, abierta, en curso, pendiente, nuevo, aberto, aberta, em aberto, em andamento, pendente, novo`,
};
const KNOWN = new Map(
  Object.entries(WORDS).flatMap(([kind, words]) => words.split(',').map((word) => [word.trim(), kind] as const)),
);

const FIELDS = {
  outcome: 'outcome',
  at: 'outcome_at',
  value_usd: 'outcome_value_usd',
  reason: 'outcome_reason',
} as const;
type Field = keyof typeof FIELDS;
const PROPERTIES = { at: 'outcomeAt', value_usd: 'outcomeValueUsd', reason: 'outcomeReason' } as const;
const DETAILS: Record<keyof typeof PROPERTIES, (text: string) => string> = {
  at: momentText,
  value_usd: usdText,
  reason: (text) => text,
};

const pipe = validationPipe(1);

/**
 * How a row says that its lead ended, by the same rules as the API. A value that does not fit is refused where a column can mean
 * nothing else, and kept as it is where its name was only guessed: "Stage" may be "Negotiation", and a "Close Date" may be ahead.
 */
export async function readOutcome(cells: readonly unknown[], mapping: Mapping): Promise<OutcomeCells | RowProblem> {
  const filled = filledPlaces(cells, mapping);
  if (filled.size === 0) return { fields: {}, unread: [] };
  const all = [...filled.values()];
  const place = filled.get('outcome');
  const said = place === undefined ? 'open' : wordOf(cellOf(cells, place, mapping));
  if (said === 'open' || place === undefined) {
    return { fields: {}, unread: all.filter((one) => one !== place || !mapping.certain.has(one)) };
  }
  const request: Record<string, unknown> = { outcome: said };
  for (const [field, textOf] of Object.entries(DETAILS)) {
    const detail = filled.get(FIELDS[field as Field]);
    if (detail !== undefined) request[field] = textOf(String(cellOf(cells, detail, mapping)));
  }
  return checked(request, { cells, mapping, filled });
}

interface ReadRow {
  cells: readonly unknown[];
  mapping: Mapping;
  filled: ReadonlyMap<OutcomeTarget, number>;
}

/** Leaves out one field after the other that breaks a rule, where that may be. */
async function checked(request: Record<string, unknown>, row: ReadRow): Promise<OutcomeCells | RowProblem> {
  const unread: number[] = [];
  for (;;) {
    try {
      const metadata = { type: 'body', metatype: RecordOutcomeRequest } as const;
      return { fields: fieldsOf((await pipe.transform(request, metadata)) as RecordOutcomeRequest), unread };
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      const [problem] = error.problems;
      const field = (problem?.field ?? 'outcome') as Field;
      const place = row.filled.get(FIELDS[field]);
      if (place === undefined || row.mapping.certain.has(place)) return refused(problem?.message, field, place, row);
      unread.push(place);
      if (field === 'outcome') return { fields: {}, unread: [...row.filled.values()] };
      Reflect.deleteProperty(request, field);
    }
  }
}

function refused(
  message = 'The outcome is not valid',
  field: Field,
  place: number | undefined,
  row: ReadRow,
): RowProblem {
  const column = place === undefined ? null : (row.mapping.columns[place]?.name ?? null);
  const text = message.startsWith(field) ? message.replace(field, FIELDS[field]) : message;
  return rowProblem('INVALID_VALUE', text, column, place === undefined ? undefined : row.cells[place]);
}

/** Of each field the first column that is filled. */
function filledPlaces(cells: readonly unknown[], mapping: Mapping): Map<OutcomeTarget, number> {
  const filled = Object.values(FIELDS).flatMap((target) => {
    const place = mapping.places.get(target)?.find((one) => cellOf(cells, one, mapping) !== undefined);
    return place === undefined ? [] : [[target, place] as const];
  });
  return new Map(filled);
}

/** @returns a word that is not known as it is, for the rule of the outcome to refuse */
function wordOf(cell: unknown): string {
  const text = String(cell);
  return isPlaceholder(text) ? 'open' : (KNOWN.get(nameKey(text)) ?? text);
}

function fieldsOf({ outcome, at, value_usd, reason }: RecordOutcomeRequest): OutcomeFields {
  const fields: OutcomeFields = { outcome };
  for (const [name, value] of Object.entries({ at, value_usd, reason })) {
    if (value != null) fields[PROPERTIES[name as keyof typeof PROPERTIES]] = value;
  }
  return fields;
}
