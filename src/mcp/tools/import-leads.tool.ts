import { Injectable } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { ValidationError } from '../../errors/request.errors.js';
import { newId } from '../../ids/new-id.js';
import { ImportOptions, ImportResponse } from '../../leads/import/imports.dto.js';
import { ImportsService } from '../../leads/import/imports.service.js';
import { undescribe } from '../../validation/dto-schema.js';
import { isJsonObject, OpaqueShape, Shaped } from '../../validation/shape.js';
import { OptionalText } from '../../validation/text.decorator.js';
import { ADDS, McpTool, type ToolCall } from './mcp.tool.js';

const MAX_ROWS = 200;
/** About 1,000 rows. */
const MAX_CHARACTERS = 200_000;

class ImportLeadsArguments extends PickType(ImportOptions, ['on_duplicate', 'dry_run']) {
  @OptionalText({ max: MAX_CHARACTERS, multiline: true, description: 'CSV with a header, or a JSON object a line.' })
  text?: string | null;

  @IsOptional()
  @Shaped(new OpaqueShape('rows', problemOfRows))
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object' },
    maxItems: MAX_ROWS,
    description: `Or up to ${MAX_ROWS} rows, by names of columns.`,
  })
  rows?: object[];
}

undescribe(ImportLeadsArguments, ['on_duplicate', 'dry_run']);

/** What became of the rows. */
class ImportedLeads extends PickType(ImportResponse, ['state', 'mapping', 'counts', 'rejects', 'error']) {
  @ApiProperty()
  import_id!: string;
}

@Injectable()
export class ImportLeadsTool extends McpTool<ImportLeadsArguments, ImportedLeads> {
  override readonly name = 'import_leads';
  override readonly title = 'Import leads';
  override readonly description =
    'Stores many leads from the columns of any CRM; known ones are updated. Refused rows are in rejects: mend them and ' +
    'send them again. Never make facts up.';
  override readonly scope = 'leads:write';
  override readonly hints = ADDS;
  override readonly input = ImportLeadsArguments;
  override readonly output = ImportedLeads;

  constructor(private readonly imports: ImportsService) {
    super();
  }

  override async run({ text, rows, ...options }: ImportLeadsArguments, { caller }: ToolCall): Promise<ImportedLeads> {
    const file = text ?? linesOf(rows);
    const { id: import_id, ...done } = await this.imports.sendText(caller.workspace, newId(), options, file);
    return { import_id, ...done };
  }
}

/** @throws ValidationError where there is nothing to import */
function linesOf(rows: object[] = []): string {
  if (rows.length > 0) return rows.map((row) => JSON.stringify(row)).join('\n');
  throw new ValidationError([{ field: 'text', rule: 'required', message: 'text or rows are required' }]);
}

function problemOfRows(value: unknown): string | undefined {
  if (!Array.isArray(value) || !value.every(isJsonObject)) return 'must be a list of objects';
  return value.length > MAX_ROWS ? `must have at most ${MAX_ROWS} items` : undefined;
}
