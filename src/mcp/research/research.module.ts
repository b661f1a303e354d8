import { Module } from '@nestjs/common';
import { ResearchService } from './research.service.js';

/** Questions answered by a language model. */
@Module({ providers: [ResearchService], exports: [ResearchService] })
export class ResearchModule {}
