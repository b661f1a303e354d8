import { Injectable } from '@nestjs/common';
import { PeriodicWork } from '../../lifecycle/periodic-work.js';
import { ConsoleSessionsRepository } from '../authentication/console-sessions.repository.js';

/** Few enough for one short statement; as many statements follow as it takes. */
const AT_ONCE = 1_000;

/** Deletes sessions of the web console that were idle for too long. */
@Injectable()
export class IdleSessions extends PeriodicWork {
  protected readonly everyMs = 3_600_000;
  protected readonly failureMessage = 'Could not delete idle sessions of the console';

  constructor(private readonly sessions: ConsoleSessionsRepository) {
    super();
  }

  protected async work(): Promise<void> {
    while (!this.isStopping && (await this.sessions.deleteManyIdle(AT_ONCE)) === AT_ONCE);
  }
}
