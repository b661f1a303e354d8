import { z } from 'zod';
import { USAGE_GROUPS, type UsageGroup } from '../../llm/usage/usage-report.js';
import { ValidationError } from '../../errors/request.errors.js';

/** Where a report goes on whose rows are counted: it is made anew for each page, of the same period and groups. */
export interface ReportPosition {
  from: Date;
  to: Date;
  groupBy: UsageGroup[];
  offset: number;
}

/** In the years that the database has. */
const moment = z.int().min(Date.parse('0001-01-01T00:00:00Z')).max(Date.parse('9999-12-31T23:59:59Z'));
const form = z.tuple([moment, moment, z.array(z.enum(USAGE_GROUPS)).max(USAGE_GROUPS.length), z.int().min(0)]);

export function toCursor({ from, to, groupBy, offset }: ReportPosition): string {
  return Buffer.from(JSON.stringify([from.getTime(), to.getTime(), groupBy, offset])).toString('base64url');
}

/** @throws ValidationError if it is none of ours */
export function fromCursor(cursor: string): ReportPosition {
  try {
    const [from, to, groupBy, offset] = form.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { from: new Date(from), to: new Date(to), groupBy, offset };
  } catch {
    const message = 'cursor must be the next_cursor of the page before';
    throw new ValidationError([{ field: 'cursor', rule: 'cursor', message }]);
  }
}
