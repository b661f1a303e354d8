import { Controller, Get, Headers, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { ClientAbort } from '../../api/client-abort.js';
import { Operation } from '../../api/operation.decorator.js';
import { SetHead, type SetReplyHead } from '../../api/reply-head.decorator.js';
import { ScoringReportQuery, ScoringReportResponse } from './scoring-report.dto.js';
import { ScoringReports } from './scoring-report.service.js';

const TEXT = { schema: { type: 'string' } };

@ApiTags('Scoring report')
@Controller('scoring')
export class ScoringReportController {
  constructor(private readonly reports: ScoringReports) {}

  @Get('report')
  @Operation({
    id: 'getScoringReport',
    summary: 'Read what scores were worth, by how leads ended',
    description:
      'Of each method, model and profile version: how well its scores rank won above lost leads, what was won in each tier, ' +
      'and what it cost; and the methods against each other on the same leads. The first score of a lead counts, if it was ' +
      'made before the outcome was recorded. With `Accept: text/csv` the answer is a table.',
    scope: 'leads:read',
  })
  @ApiExtraModels(ScoringReportResponse)
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(ScoringReportResponse) } },
      'text/csv': TEXT,
    },
  })
  report(
    @Caller() { workspace }: Caller,
    @Query() query: ScoringReportQuery,
    @Headers('accept') accept: string | undefined,
    @ClientAbort() signal: AbortSignal,
    @SetHead() setHead: SetReplyHead,
  ): Promise<ScoringReportResponse | string> {
    return this.reports.preferred({ workspace, signal, setHead }, query, accept);
  }

  @Get('report.csv')
  @Operation({
    id: 'getScoringReportAsCsv',
    summary: 'Read what scores were worth as CSV',
    description: 'A row for each method, for each of its models and profile versions, and for each comparison.',
    scope: 'leads:read',
  })
  @ApiOkResponse({ content: { 'text/csv': TEXT } })
  csv(
    @Caller() { workspace }: Caller,
    @Query() query: ScoringReportQuery,
    @ClientAbort() signal: AbortSignal,
    @SetHead() setHead: SetReplyHead,
  ): Promise<string> {
    return this.reports.csv({ workspace, signal, setHead }, query);
  }
}
