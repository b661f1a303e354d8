import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { Operation } from '../../api/operation.decorator.js';
import { callerIdOf } from './llm-request.js';
import { ProviderListResponse } from './provider.dto.js';
import { ProviderRegistry } from './provider-registry.js';

@ApiTags('Language models')
@Controller('llm/providers')
export class ProvidersController {
  constructor(private readonly registry: ProviderRegistry) {}

  @Get()
  @Operation({ id: 'listProviders', summary: 'Read the state of each provider', scope: 'llm:use' })
  list(@Caller() caller: Caller): ProviderListResponse {
    return { data: this.registry.states(callerIdOf(caller)) };
  }
}
