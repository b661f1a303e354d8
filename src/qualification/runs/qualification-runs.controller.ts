import type { Readable } from 'node:stream';
import { Body, Controller, Get, Headers, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { ClientAbort } from '../../api/client-abort.js';
import { EVENT_STREAM_HEADERS } from '../../api/event-stream.js';
import { OperationId } from '../../api/operation-id.decorator.js';
import { Operation } from '../../api/operation.decorator.js';
import { SetHead, type SetReplyHead } from '../../api/reply-head.decorator.js';
import { LlmNotConfiguredError, ModelNotAllowedError } from '../../llm/llm.errors.js';
import { PageQuery } from '../../validation/page.dto.js';
import { UuidPipe } from '../../validation/uuid.pipe.js';
import { QualificationRuns } from './qualification-runs.service.js';
import {
  ListRunItemsQuery,
  RunItemListResponse,
  RunLimit,
  RunListResponse,
  RunResponse,
  StartRunRequest,
} from './run.dto.js';
import { RunNotFoundError, RunStateError, RunTooLargeError } from './run.errors.js';
import { RunEvents } from './run-events.service.js';

@ApiTags('Qualification')
@Controller('qualification-runs')
export class QualificationRunsController {
  constructor(
    private readonly runs: QualificationRuns,
    private readonly watchers: RunEvents,
  ) {}

  @Post()
  @Operation({
    id: 'startQualificationRun',
    summary: 'Score many leads in the background',
    description:
      'The leads are those that pass the filter now. By default those whose score still holds are left out. With `dry_run` ' +
      'the answer says what the run would take, and nothing is started.',
    scope: 'leads:write',
    status: HttpStatus.ACCEPTED,
    idempotent: true,
    hasBatchBody: true,
    audited: 'qualification_run.start',
    dryRun: true,
    errors: [LlmNotConfiguredError, ModelNotAllowedError, RunTooLargeError],
  })
  start(
    @Caller() caller: Caller,
    @OperationId() operationId: () => string,
    @Body() body: StartRunRequest,
  ): Promise<RunResponse> {
    return this.runs.start(caller, operationId(), body);
  }

  @Get()
  @Operation({ id: 'listQualificationRuns', summary: 'List runs, newest first', scope: 'leads:read' })
  list(@Caller() { workspace }: Caller, @Query() page: PageQuery): Promise<RunListResponse> {
    return this.runs.list(workspace, page);
  }

  @Get(':id')
  @Operation({ id: 'getQualificationRun', summary: 'Read a run', scope: 'leads:read', errors: [RunNotFoundError] })
  get(@Caller() { workspace }: Caller, @Param('id', UuidPipe) id: string): Promise<RunResponse> {
    return this.runs.get(workspace, id);
  }

  @Get(':id/items')
  @Operation({
    id: 'listQualificationRunItems',
    summary: 'List the leads of a run',
    scope: 'leads:read',
    errors: [RunNotFoundError],
  })
  items(
    @Caller() { workspace }: Caller,
    @Param('id', UuidPipe) id: string,
    @Query() query: ListRunItemsQuery,
  ): Promise<RunItemListResponse> {
    return this.runs.items(workspace, id, query);
  }

  @Get(':id/events')
  @Operation({
    id: 'watchQualificationRun',
    summary: 'Watch a run, as server-sent events',
    description:
      '`progress` whenever it has changed, and `done` when it is over, each with the run. `Last-Event-ID` is read.',
    scope: 'leads:read',
    errors: [RunNotFoundError],
  })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async events(
    @Caller() { workspace }: Caller,
    @Param('id', UuidPipe) id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @ClientAbort() signal: AbortSignal,
    @SetHead() setHead: SetReplyHead,
  ): Promise<Readable> {
    const events = await this.watchers.stream(workspace, id, lastEventId, signal);
    setHead({ headers: EVENT_STREAM_HEADERS });
    return events;
  }

  @Post(':id/pause')
  @Operation({
    id: 'pauseQualificationRun',
    summary: 'Pause a run; leads that are begun are finished',
    scope: 'leads:write',
    status: HttpStatus.OK,
    audited: 'qualification_run.pause',
    errors: [RunNotFoundError, RunStateError],
  })
  pause(@Caller() { workspace }: Caller, @Param('id', UuidPipe) id: string): Promise<RunResponse> {
    return this.runs.pause(workspace, id);
  }

  @Post(':id/resume')
  @Operation({
    id: 'resumeQualificationRun',
    summary: 'Go on with a run that is paused',
    scope: 'leads:write',
    status: HttpStatus.OK,
    audited: 'qualification_run.resume',
    errors: [RunNotFoundError, RunStateError],
  })
  resume(
    @Caller() { workspace }: Caller,
    @Param('id', UuidPipe) id: string,
    @Body() body: RunLimit,
  ): Promise<RunResponse> {
    return this.runs.resume(workspace, id, body);
  }

  @Post(':id/cancel')
  @Operation({
    id: 'cancelQualificationRun',
    summary: 'End a run; leads that are begun are finished, the others dropped',
    scope: 'leads:write',
    status: HttpStatus.OK,
    audited: 'qualification_run.cancel',
    errors: [RunNotFoundError, RunStateError],
  })
  cancel(@Caller() { workspace }: Caller, @Param('id', UuidPipe) id: string): Promise<RunResponse> {
    return this.runs.cancel(workspace, id);
  }

  @Post(':id/retry-failed')
  @Operation({
    id: 'retryQualificationRun',
    summary: 'Score the leads of a run again that failed',
    scope: 'leads:write',
    status: HttpStatus.OK,
    audited: 'qualification_run.retry',
    errors: [RunNotFoundError, RunStateError],
  })
  retryFailed(@Caller() { workspace }: Caller, @Param('id', UuidPipe) id: string): Promise<RunResponse> {
    return this.runs.retryFailed(workspace, id);
  }
}
