import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { DatabaseProbe } from '../database/database.probe.js';

/** Whether the database answers and its schema is in step with the code. */
@Injectable()
export class DatabaseIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly probe: DatabaseProbe,
  ) {}

  async check() {
    const session = this.indicators.check('database');
    const state = await this.probe.check();
    if (!state.reachable) return session.down({ reason: 'unreachable' });
    const pending = state.pendingMigrations.length;
    return pending === 0 ? session.up() : session.down({ reason: 'migrations pending', pending_migrations: pending });
  }
}
