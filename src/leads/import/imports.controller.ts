import type { Readable } from 'node:stream';
import { Controller, Delete, Get, Headers, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { ClientAbort } from '../../api/client-abort.js';
import { OperationId } from '../../api/operation-id.decorator.js';
import { Operation } from '../../api/operation.decorator.js';
import { SetHead, type SetReplyHead } from '../../api/reply-head.decorator.js';
import { SentFile, type Upload } from '../../http/upload.decorator.js';
import { UploadInterruptedError, UploadTimeoutError } from '../../http/upload.errors.js';
import { PageQuery } from '../../validation/page.dto.js';
import { UuidPipe } from '../../validation/uuid.pipe.js';
import { ImportReports } from './import-reports.service.js';
import { ImportListResponse, ImportOptions, ImportRejectsQuery, ImportResponse } from './imports.dto.js';
import { ImportNotFoundError, ImportStateError, TooManyUploadsError } from './imports.errors.js';
import { ImportsService } from './imports.service.js';
import {
  FileSizeExceededError,
  InvalidFileFormatError,
  MixedEncodingError,
  UnknownEncodingError,
} from './read/file.errors.js';

const FORM = { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] };
const UPLOAD_ERRORS = [
  ...[InvalidFileFormatError, MixedEncodingError, UnknownEncodingError, FileSizeExceededError, TooManyUploadsError],
  ...[UploadInterruptedError, UploadTimeoutError, ImportStateError],
];

@ApiTags('Imports')
@Controller(['imports', 'leads/import/csv'])
export class ImportUploadsController {
  constructor(private readonly imports: ImportsService) {}

  @Post()
  @Operation({
    id: ['importLeads', 'importLeadsFromCsv'],
    summary: 'Import a file of leads',
    description:
      'CSV, XLSX or NDJSON, as the field `file` of a form, or as the whole body. Small files are answered when they are ' +
      'merged (200), others when they are received (202). See docs/import.md.',
    scope: 'leads:write',
    takesFile: true,
    status: HttpStatus.OK,
    errors: UPLOAD_ERRORS,
  })
  @ApiConsumes('multipart/form-data', 'text/csv')
  @ApiBody({ schema: FORM })
  @ApiAcceptedResponse({ type: ImportResponse, description: 'It is received, and is being merged.' })
  send(
    @Caller() { workspace }: Caller,
    @OperationId() operationId: () => string,
    @Query() query: ImportOptions,
    @SentFile() upload: Upload,
    @SetHead() setHead: SetReplyHead,
  ): Promise<ImportResponse> {
    return this.imports.send({ workspace, id: operationId(), setHead }, query, upload);
  }
}

@ApiTags('Imports')
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly reports: ImportReports,
  ) {}

  @Get()
  @Operation({ id: 'listImports', summary: 'List imports, newest first', scope: 'leads:read' })
  list(@Caller() { workspace }: Caller, @Query() page: PageQuery): Promise<ImportListResponse> {
    return this.reports.list(workspace, page);
  }

  @Get(':id')
  @Operation({ id: 'getImport', summary: 'Read an import', scope: 'leads:read', errors: [ImportNotFoundError] })
  get(@Caller() { workspace }: Caller, @Param('id', UuidPipe) id: string): Promise<ImportResponse> {
    return this.reports.get(workspace, id);
  }

  @Get(':id/rejects.csv')
  @Operation({
    id: 'getImportRejects',
    summary: 'The refused rows of an import as CSV',
    description: 'With the columns of the file and `import_error`; mended, it can be sent again.',
    scope: 'leads:read',
    errors: [ImportNotFoundError],
  })
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  rejects(
    @Caller() { workspace }: Caller,
    @Param('id', UuidPipe) id: string,
    @Query() query: ImportRejectsQuery,
    @SetHead() setHead: SetReplyHead,
  ): Promise<Readable> {
    return this.reports.rejects(workspace, id, query, setHead);
  }

  @Get(':id/events')
  @Operation({
    id: 'watchImport',
    summary: 'The progress of an import as server-sent events',
    description:
      'An event `progress` for each change, and a last one with the name of the state. With `Last-Event-ID` only what is ' +
      'new; 204 where nothing more will come.',
    scope: 'leads:read',
    errors: [ImportNotFoundError],
  })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  events(
    @Caller() { workspace }: Caller,
    @Param('id', UuidPipe) id: string,
    @Headers('last-event-id') after: string | undefined,
    @ClientAbort() signal: AbortSignal,
    @SetHead() setHead: SetReplyHead,
  ): Promise<Readable | undefined> {
    return this.reports.events(workspace, id, after, { signal, setHead });
  }

  @Post(':id/start')
  @Operation({
    id: 'startImport',
    summary: 'Merge an import that was a dry run',
    scope: 'leads:write',
    status: HttpStatus.OK,
    errors: [ImportNotFoundError, ImportStateError],
  })
  @ApiAcceptedResponse({ type: ImportResponse, description: 'It is being merged.' })
  start(
    @Caller() { workspace }: Caller,
    @Param('id', UuidPipe) id: string,
    @SetHead() setHead: SetReplyHead,
  ): Promise<ImportResponse> {
    return this.imports.start({ workspace, id, setHead });
  }

  @Delete(':id')
  @Operation({
    id: 'cancelImport',
    summary: 'Cancel an import',
    description: 'What is merged stays, what waits is dropped.',
    scope: 'leads:write',
    status: HttpStatus.OK,
    errors: [ImportNotFoundError, ImportStateError],
  })
  cancel(@Caller() { workspace }: Caller, @Param('id', UuidPipe) id: string): Promise<ImportResponse> {
    return this.imports.cancel(workspace, id);
  }
}
