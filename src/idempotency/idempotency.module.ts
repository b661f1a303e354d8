import { Module } from '@nestjs/common';
import { ClaimLeases } from './claim-leases.js';
import { ExpiredKeys } from './expired-keys.js';
import { IdempotencyKeysRepository } from './idempotency-keys.repository.js';
import { IdempotencyStep } from './idempotency.step.js';
import { IdempotencyService } from './idempotency.service.js';

/** Requests with an Idempotency-Key, which run once however often they are sent. */
@Module({
  providers: [IdempotencyStep, IdempotencyService, IdempotencyKeysRepository, ClaimLeases, ExpiredKeys],
  exports: [IdempotencyStep],
})
export class IdempotencyModule {}
