import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Requires } from '../../access/route-access.decorator.js';
import { OpenAiErrors } from '../../api/openai-errors.decorator.js';
import { ROUTING_STRATEGIES } from '../llm.settings.js';
import { ProviderRegistry } from '../router/provider-registry.js';
import { ModelListResponse } from './model.dto.js';
import { AUTO } from './target.js';

@ApiTags('Language models')
@Controller('llm/models')
export class ModelsController {
  constructor(private readonly registry: ProviderRegistry) {}

  @Get()
  @Requires('llm:use')
  @OpenAiErrors()
  @ApiOperation({ operationId: 'listModels', summary: "List the values of `model`, in OpenAI's shape" })
  list(): ModelListResponse {
    const names = this.registry.profiles.flatMap(({ name, model }) => [name, `${name}/${model}`]);
    const all = [AUTO, ...ROUTING_STRATEGIES, ...names];
    return { object: 'list', data: all.map((id) => ({ id, object: 'model', created: 0, owned_by: 'sales-agent' })) };
  }
}
