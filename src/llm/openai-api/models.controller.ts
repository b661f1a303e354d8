import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../../api/operation.decorator.js';
import { ROUTING_STRATEGIES } from '../llm.settings.js';
import { ProviderRegistry } from '../router/provider-registry.js';
import { ModelListResponse } from './model.dto.js';
import { AUTO } from './target.js';

@ApiTags('Language models')
@Controller('llm/models')
export class ModelsController {
  constructor(private readonly registry: ProviderRegistry) {}

  @Get()
  @Operation({
    id: 'listModels',
    summary: 'List the values of `model`, in the shape of the OpenAI API',
    scope: 'llm:use',
    errorShape: 'openai',
  })
  list(): ModelListResponse {
    const names = this.registry.profiles.flatMap(({ name, model }) => [name, `${name}/${model}`]);
    const all = [AUTO, ...ROUTING_STRATEGIES, ...names];
    return { object: 'list', data: all.map((id) => ({ id, object: 'model', created: 0, owned_by: 'sales-agent' })) };
  }
}
