import type { Preconditions } from '../api/preconditions.js';
import { ValidationError } from '../errors/request.errors.js';
import type { SalesAgentError } from '../errors/sales-agent.error.js';
import { changesOf, newFields, type LeadFields } from './lead-changes.js';
import type { LeadEntity } from './lead.entity.js';
import { LeadChangedError, LeadMissingError } from './lead.errors.js';

/** A lead to store, or the changes of one that is stored. */
export interface LeadWrite {
  /** The id of a new lead. */
  id: string;
  /** The value by which a stored lead is recognised. */
  key: string;
  fields: LeadFields;
  preconditions: Preconditions;
}

/** All writes at once that have the same key, in their order; none of them is left out, and there is at least one. */
export type LeadWrites = readonly LeadWrite[];

export interface FailedWrite {
  status: 'failed';
  error: SalesAgentError;
}

export type LeadWriteResult = { status: 'created' | 'updated' | 'unchanged'; lead: LeadEntity } | FailedWrite;

/** What became of each write. */
export type LeadWriteResults = Map<LeadWrite, LeadWriteResult>;

/** What several writes of one lead come to, one after the other; what one of them lacks costs that one. */
export interface CombinedWrites {
  fields: LeadFields;
  accepted: LeadWrite[];
  refused: Map<LeadWrite, FailedWrite>;
}

/** What writes change of a stored lead. */
export function combinedChanges(writes: LeadWrites, stored: LeadEntity): CombinedWrites {
  const combined: CombinedWrites = { fields: {}, accepted: [], refused: new Map() };
  for (const write of writes) {
    const outcome = changesFor(write, Object.assign({}, stored, combined.fields));
    if ('status' in outcome) combined.refused.set(write, outcome);
    else {
      Object.assign(combined.fields, outcome.changes);
      combined.accepted.push(write);
    }
  }
  return combined;
}

/** What writes make a new lead of; the first one that is complete stores it, and those before it are refused. */
export function combinedNew(writes: LeadWrites): CombinedWrites {
  const start = writes.findIndex((write) => refusalOfNew(write) === undefined);
  const incomplete = start < 0 ? writes : writes.slice(0, start);
  const refused = new Map(incomplete.flatMap((write) => refusalsOf(write)));
  const first = writes[start];
  if (first === undefined) return { fields: {}, accepted: [], refused };
  const fields = newFields(first.fields);
  const rest = combinedChanges(writes.slice(start + 1), fields as LeadEntity);
  return {
    fields: { ...fields, ...rest.fields },
    accepted: [first, ...rest.accepted],
    refused: new Map([...refused, ...rest.refused]),
  };
}

function changesFor({ fields, preconditions }: LeadWrite, lead: LeadEntity): { changes: LeadFields } | FailedWrite {
  if (!preconditions.allow(lead.version)) return { status: 'failed', error: new LeadChangedError(lead) };
  try {
    return { changes: changesOf(lead, fields) };
  } catch (error) {
    if (error instanceof ValidationError) return { status: 'failed', error };
    throw error;
  }
}

function refusalsOf(write: LeadWrite): [LeadWrite, FailedWrite][] {
  const error = refusalOfNew(write);
  return error === undefined ? [] : [[write, { status: 'failed', error }]];
}

function refusalOfNew({ fields, preconditions }: LeadWrite): SalesAgentError | undefined {
  if (!preconditions.allow(undefined)) return new LeadMissingError();
  if (fields.companyName !== undefined) return undefined;
  const message = 'company_name is required for a new lead';
  return new ValidationError([{ field: 'company_name', rule: 'required', message }]);
}
