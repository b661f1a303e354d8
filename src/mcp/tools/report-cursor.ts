import { IsInt, Min } from 'class-validator';
import { ValidationError } from '../../errors/request.errors.js';
import { UsageQuery } from '../../llm/usage/usage.dto.js';
import { parseDto } from '../../validation/dto-schema.js';

/** The page of a report: it is made anew for each page, for the same period and groups. */
export class ReportPage extends UsageQuery {
  /** Rows that the pages before had. */
  @IsInt()
  @Min(0)
  offset = 0;
}

export function encodeReportPage(page: ReportPage): string {
  return Buffer.from(JSON.stringify(page)).toString('base64url');
}

/** @throws ValidationError if it is not a cursor of a report */
export async function decodeReportPage(cursor: string): Promise<ReportPage> {
  try {
    return await parseDto(ReportPage, JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    const message = 'cursor must be the next_cursor of the page before';
    throw new ValidationError([{ field: 'cursor', rule: 'cursor', message }]);
  }
}
