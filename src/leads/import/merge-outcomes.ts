import type { Query } from '../../database/database.service.js';
import { findChangedOutcomes, type OutcomeOfLead, recordOutcomes } from '../outcomes/outcome-rows.js';
import type { ImportKey } from './merge-progress.js';
import { readStaged } from './staged-rows.js';

/** A row that says how its lead ended, and which lead that is by now. */
export interface EndedRow {
  line: number;
  leadId: string;
}

/**
 * Records the outcomes that rows have, once their leads are stored and locked. What a row does not say stays as it is.
 * @param rows in the order of the file, of which the last one of a lead counts
 * @returns the lines of those that change something
 */
export async function mergeOutcomes(
  query: Query,
  key: ImportKey,
  rows: readonly EndedRow[],
  isTrial: boolean,
): Promise<Set<number>> {
  const lineOf = new Map(rows.map(({ leadId, line }) => [leadId, line]));
  const staged = await readStaged(query, key, [...lineOf.values()]);
  const outcomes = [...lineOf].map(([leadId, line]): OutcomeOfLead => {
    const { outcome, outcomeAt, outcomeValueUsd, outcomeReason } = staged.get(line) ?? {};
    const details = { at: outcomeAt ?? null, valueUsd: outcomeValueUsd ?? null, reason: outcomeReason ?? null };
    return { leadId, outcome: outcome ?? null, ...details };
  });
  const merge = isTrial ? findChangedOutcomes : recordOutcomes;
  const changed = await merge(query, key.workspace, outcomes, 'stay');
  return new Set([...lineOf].filter(([leadId]) => changed.has(leadId)).map(([, line]) => line));
}
