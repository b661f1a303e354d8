import { Body, Controller, Get, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { Operation } from '../../api/operation.decorator.js';
import {
  ScoringModelNotFoundError,
  ScoringModelUnusableError,
  TrainingInProgressError,
} from './scoring-model.errors.js';
import { ScoringModelDetails } from './scoring-model-details.dto.js';
import { ScoringModelListResponse, ScoringModelResponse, TrainModelRequest } from './scoring-model.dto.js';
import { ScoringModelsService } from './scoring-models.service.js';
import { VersionPipe } from './version.pipe.js';

const VERSION = { name: 'version', schema: { type: 'integer', minimum: 1 } } as const;

@ApiTags('Scoring models')
@Controller('scoring-models')
export class ScoringModelsController {
  constructor(private readonly models: ScoringModelsService) {}

  @Post()
  @Operation({
    id: 'trainScoringModel',
    summary: 'Learn a model from the outcomes',
    description: 'In the background: read the version that is answered until its status is no longer `training`.',
    scope: 'admin',
    audited: 'scoring_model.train',
    status: HttpStatus.ACCEPTED,
    errors: [TrainingInProgressError],
  })
  train(@Caller() { workspace }: Caller, @Body() body: TrainModelRequest): Promise<ScoringModelResponse> {
    return this.models.begin(workspace, body);
  }

  @Get()
  @Operation({ id: 'listScoringModels', summary: 'List the newest scoring models', scope: 'leads:read' })
  list(@Caller() { workspace }: Caller): Promise<ScoringModelListResponse> {
    return this.models.list(workspace);
  }

  @Get(':version')
  @ApiParam(VERSION)
  @Operation({
    id: 'getScoringModel',
    summary: 'Read a scoring model: its verdict, fields, weights and curves',
    scope: 'leads:read',
    errors: [ScoringModelNotFoundError],
  })
  get(@Caller() { workspace }: Caller, @Param('version', VersionPipe) version: number): Promise<ScoringModelDetails> {
    return this.models.get(workspace, version);
  }

  @Post(':version/activate')
  @ApiParam(VERSION)
  @Operation({
    id: 'activateScoringModel',
    summary: 'Put a scoring model into use',
    scope: 'admin',
    audited: 'scoring_model.activate',
    status: HttpStatus.OK,
    errors: [ScoringModelNotFoundError, ScoringModelUnusableError],
  })
  activate(
    @Caller() { workspace }: Caller,
    @Param('version', VersionPipe) version: number,
  ): Promise<ScoringModelResponse> {
    return this.models.activate(workspace, version);
  }

  @Post(':version/retire')
  @ApiParam(VERSION)
  @Operation({
    id: 'retireScoringModel',
    summary: 'Take the scoring model out of use',
    scope: 'admin',
    audited: 'scoring_model.retire',
    status: HttpStatus.OK,
    errors: [ScoringModelNotFoundError, ScoringModelUnusableError],
  })
  retire(
    @Caller() { workspace }: Caller,
    @Param('version', VersionPipe) version: number,
  ): Promise<ScoringModelResponse> {
    return this.models.retire(workspace, version);
  }
}
