import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Requires } from '../../access/route-access.decorator.js';
import { ProviderListResponse, ProviderResponse } from './provider.dto.js';
import { ProviderRegistry } from './provider-registry.js';

@ApiTags('Language models')
@Controller('llm/providers')
export class ProvidersController {
  constructor(private readonly registry: ProviderRegistry) {}

  @Get()
  @Requires('llm:use')
  @ApiOperation({ operationId: 'listProviders', summary: 'List the providers and their health' })
  list(): ProviderListResponse {
    return { data: this.registry.states().map((state) => ProviderResponse.from(state)) };
  }
}
