import { Controller, Get, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { Operation } from '../../api/operation.decorator.js';
import { LlmModelNotFoundError, ModelNotAllowedError } from '../llm.errors.js';
import { ModelListResponse, ModelResponse } from './model.dto.js';
import { ModelsService } from './models.service.js';

/** As the router names what a wildcard stands for. */
type ModelPath = Record<'*', string>;

@ApiTags('Language models')
@Controller('llm/models')
export class ModelsController {
  constructor(private readonly models: ModelsService) {}

  @Get()
  @Operation({
    id: 'listModels',
    summary: 'List the values of `model` that the API key may use, in the shape of the OpenAI API',
    scope: 'llm:use',
    errorShape: 'openai',
  })
  list(@Caller() caller: Caller): ModelListResponse {
    return this.models.list(caller);
  }

  @Get('*')
  @Operation({
    id: 'getModel',
    summary: 'Read one of the values of `model`, in the shape of the OpenAI API',
    description: 'The id may have slashes, as they are or percent-encoded.',
    scope: 'llm:use',
    errorShape: 'openai',
    errors: [LlmModelNotFoundError, ModelNotAllowedError],
  })
  @ApiParam({ name: 'path', description: 'The id of the model.', type: String, example: 'cerebras/gpt-oss-120b' })
  read(@Caller() caller: Caller, @Param() { '*': id }: ModelPath): ModelResponse {
    return this.models.read(caller, id);
  }
}
