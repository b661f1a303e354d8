import { Global, Module } from '@nestjs/common';
import { ClaimLeases } from './claim-leases.js';
import { ExpiredKeys } from './expired-keys.js';
import { IdempotencyKeysRepository } from './idempotency-keys.repository.js';
import { IdempotencyService } from './idempotency.service.js';

/** Requests that are done once, however often they come. Global, since `@Idempotent()` stands in every room. */
@Global()
@Module({
  providers: [IdempotencyService, IdempotencyKeysRepository, ClaimLeases, ExpiredKeys],
  exports: [IdempotencyService],
})
export class IdempotencyModule {}
