import { Controller, Get, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { Operation } from './api/operation.decorator.js';
import { VERSION } from './config/version.js';

/** Name, version and links of this service. */
export class AboutResponse {
  @ApiProperty({ example: 'Sales Agent' })
  name!: string;

  @ApiProperty({ example: '0.1.0' })
  version!: string;

  @ApiProperty({ example: 'Takes sales leads in and scores each 0-100 with reasons a person can check.' })
  description!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { documents: '/api/v1/docs', openapi: '/api/v1/openapi.json', leads: '/api/v1/leads', health: '/health' },
  })
  links!: Record<string, string>;
}

@ApiTags('About')
@Controller({ path: '/', version: VERSION_NEUTRAL })
export class AppController {
  @Get()
  @Operation({ id: 'getAbout', summary: 'Read name, version and links of this service', scope: 'public' })
  about(): AboutResponse {
    return {
      name: 'Sales Agent',
      version: VERSION,
      description: 'Takes sales leads in and scores each 0-100 with reasons a person can check.',
      links: {
        documents: '/api/v1/docs',
        openapi: '/api/v1/openapi.json',
        leads: '/api/v1/leads',
        health: '/health',
      },
    };
  }
}
