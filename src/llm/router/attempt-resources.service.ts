import { Injectable } from '@nestjs/common';
import { ByteBudget } from '../../resilience/byte-budget.js';
import { TurnBudget } from '../../resilience/turn-budget.js';
import { BudgetReservations } from '../budgets/budget-reservations.service.js';
import { LedgerQueue } from '../ledger/ledger-queue.service.js';
import { LlmSettings } from '../llm.settings.js';
import { LlmThreads } from '../threads/llm-threads.service.js';

/** Of streams, which take a few milliseconds to read. */
const BYTES_PER_TURN = 262_144;
/** What a failure brings about, such as a ledger row and an error that is logged and sent, takes as long. */
const BYTES_PER_FAILURE = 8_192;

/** What every attempt works with, whatever it asks for. */
@Injectable()
export class AttemptResources {
  /** Of answers that are held until they are whole. */
  readonly heldBytes: ByteBudget;
  readonly turns = new TurnBudget(BYTES_PER_TURN);

  constructor(
    readonly settings: LlmSettings,
    readonly threads: LlmThreads,
    readonly ledger: LedgerQueue,
    readonly budgets: BudgetReservations,
  ) {
    this.heldBytes = new ByteBudget(settings.maxHeldBytes);
  }

  /** Waits for a turn that has time for a failure: a provider that goes away ends hundreds of calls at one moment. */
  turnForFailure(): Promise<void> {
    return this.turns.wait(BYTES_PER_FAILURE);
  }
}
