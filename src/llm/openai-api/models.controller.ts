import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Requires } from '../../access/route-access.decorator.js';
import { OpenAiErrors } from '../../api/openai-errors.decorator.js';
import { ROUTING_STRATEGIES } from '../llm.settings.js';
import { ProvidersService } from './providers.service.js';
import { ModelListResponse, ProviderListResponse, ProviderResponse } from '../router/provider.dto.js';
import { AUTO } from './target.js';

/** What can be asked for, and how it is doing. */
@ApiTags('Language models')
@Controller('llm')
export class ModelsController {
  constructor(private readonly providers: ProvidersService) {}

  @Get('models')
  @Requires('llm:use')
  @OpenAiErrors()
  @ApiOperation({ operationId: 'listModels', summary: "List what `model` may be, by OpenAI's protocol" })
  models(): ModelListResponse {
    const profiles = this.providers.states().map(({ profile }) => profile);
    const names = profiles.flatMap(({ name, model }) => [name, `${name}/${model}`]);
    const all = [AUTO, ...ROUTING_STRATEGIES, ...names];
    return { object: 'list', data: all.map((id) => ({ id, object: 'model', created: 0, owned_by: 'sales-agent' })) };
  }

  @Get('providers')
  @Requires('llm:use')
  @ApiOperation({ operationId: 'listProviders', summary: 'Tell how each provider is doing just now' })
  list(): ProviderListResponse {
    return { data: this.providers.states().map((state) => ProviderResponse.from(state)) };
  }
}
