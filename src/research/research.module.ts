import { Module } from '@nestjs/common';
import { LeadsModule } from '../leads/leads.module.js';
import { LlmModule } from '../llm/llm.module.js';
import { Context7Client } from './documentation/context7.client.js';
import { Documentation } from './documentation/documentation.service.js';
import { GroundingService } from './grounding.service.js';
import { ResearchController, RunpodResearchController } from './research.controller.js';
import { ResearchService } from './research.service.js';

/** Questions answered by a language model from documentation and a lead. */
@Module({
  imports: [LeadsModule, LlmModule],
  controllers: [ResearchController, RunpodResearchController],
  providers: [ResearchService, GroundingService, Documentation, Context7Client],
  exports: [ResearchService],
})
export class ResearchModule {}
