import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { CostSimulationService } from '../usage/cost-simulation.service.js';
import { LedgerQueue } from './ledger-queue.service.js';
import { LedgerWriter } from './ledger-writer.js';
import { LedgerRepository } from './ledger.repository.js';
import { UsageController } from '../usage/usage.controller.js';
import { UsageRepository } from '../usage/usage.repository.js';
import { UsageService } from '../usage/usage.service.js';

/** What every attempt at a language model used and cost: written down, reported, and computed ahead. */
@Module({
  imports: [ProvidersModule],
  controllers: [UsageController],
  providers: [LedgerRepository, LedgerWriter, LedgerQueue, UsageRepository, UsageService, CostSimulationService],
  exports: [LedgerQueue, UsageService],
})
export class LedgerModule {}
