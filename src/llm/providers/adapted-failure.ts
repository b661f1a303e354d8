import { ProviderFailure } from './failures/provider-failure.js';
import type { Adaptation } from './known-habits.js';

/** A refusal after which the same request, sent once more in another way, may be answered. */
export class AdaptedFailure extends ProviderFailure {
  constructor(
    { message, facts, cause }: ProviderFailure,
    readonly adaptation: Adaptation,
  ) {
    super('unsupported', message, { ...facts, contextWindow: undefined }, { cause });
  }
}
