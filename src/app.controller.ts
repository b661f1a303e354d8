import { Controller, Get, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { Operation } from './api/operation.decorator.js';
import { VERSION } from './config/version.js';

const ABOUT = {
  name: 'Sales Agent',
  version: VERSION,
  description: 'Takes sales leads in and scores each 0-100 with reasons a person can check.',
  links: {
    console: '/console/',
    documents: '/api/v1/docs',
    openapi: '/api/v1/openapi.json',
    leads: '/api/v1/leads',
    health: '/health',
  },
};

/** Name, version and links of this service. */
export class AboutResponse {
  @ApiProperty({ example: ABOUT.name })
  name!: string;

  @ApiProperty({ example: ABOUT.version })
  version!: string;

  @ApiProperty({ example: ABOUT.description })
  description!: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: ABOUT.links })
  links!: Record<string, string>;
}

@ApiTags('About')
@Controller({ path: '/', version: VERSION_NEUTRAL })
export class AppController {
  @Get()
  @Operation({ id: 'getAbout', summary: 'Read name, version and links of this service', scope: 'public' })
  about(): AboutResponse {
    return ABOUT;
  }
}
