import type { Readable } from 'node:stream';
import { Controller, Get, Headers, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { ClientAbort } from '../../api/client-abort.js';
import { IsHeadRequest } from '../../api/head-request.decorator.js';
import { Operation } from '../../api/operation.decorator.js';
import { SetHead, type SetReplyHead } from '../../api/reply-head.decorator.js';
import { ExportLeadsCsvQuery, ExportLeadsQuery } from './export-leads.dto.js';
import { LeadExports } from './lead-exports.service.js';

const TEXT = { schema: { type: 'string' } };

@ApiTags('Leads')
@Controller('leads')
export class LeadExportsController {
  constructor(private readonly exports: LeadExports) {}

  @Get('export')
  @Operation({
    id: 'exportLeads',
    summary: 'Export leads, in the form that Accept names',
    description: 'CSV, or NDJSON with `Accept: application/x-ndjson`.',
    scope: 'leads:read',
    audited: 'lead.export_many',
  })
  @ApiOkResponse({ content: { 'text/csv': TEXT, 'application/x-ndjson': TEXT } })
  preferred(
    @Caller() { workspace }: Caller,
    @Query() query: ExportLeadsCsvQuery,
    @Headers('accept') accept: string | undefined,
    @ClientAbort() signal: AbortSignal,
    @SetHead() setHead: SetReplyHead,
    @IsHeadRequest() isHeadRequest: boolean,
  ): Promise<Readable> {
    return this.exports.preferred({ workspace, signal, setHead, isHeadRequest }, query, accept);
  }

  @Get('export.csv')
  @Operation({
    id: 'exportLeadsAsCsv',
    summary: 'Export leads as CSV',
    description:
      'Every lead that passes the filters, with its score, reasons and points, as it is when the export begins. An answer ' +
      'that breaks off is not complete: the connection is closed before the end of the chunked body.',
    scope: 'leads:read',
    audited: 'lead.export_many',
  })
  @ApiOkResponse({ content: { 'text/csv': TEXT } })
  csv(
    @Caller() { workspace }: Caller,
    @Query() query: ExportLeadsCsvQuery,
    @ClientAbort() signal: AbortSignal,
    @SetHead() setHead: SetReplyHead,
    @IsHeadRequest() isHeadRequest: boolean,
  ): Promise<Readable> {
    return this.exports.csv({ workspace, signal, setHead, isHeadRequest }, query);
  }

  @Get('export.ndjson')
  @Operation({
    id: 'exportLeadsAsNdjson',
    summary: 'Export leads as NDJSON',
    description: 'One lead a line, with the fields that a list shows.',
    scope: 'leads:read',
    audited: 'lead.export_many',
  })
  @ApiOkResponse({ content: { 'application/x-ndjson': TEXT } })
  ndjson(
    @Caller() { workspace }: Caller,
    @Query() query: ExportLeadsQuery,
    @ClientAbort() signal: AbortSignal,
    @SetHead() setHead: SetReplyHead,
    @IsHeadRequest() isHeadRequest: boolean,
  ): Promise<Readable> {
    return this.exports.ndjson({ workspace, signal, setHead, isHeadRequest }, query);
  }
}
