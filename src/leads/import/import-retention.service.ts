import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '../../jobs/jobs.service.js';
import { ImportRowsRepository } from './import-rows.repository.js';
import { ImportSettings } from './imports.settings.js';

const QUEUE = 'lead-imports-retention';
const EVERY_SECONDS = 3_600;

/** Deletes the rows of imports that ended long ago: first those that became leads, then those that are refused. */
@Injectable()
export class ImportRetention implements OnModuleInit {
  constructor(
    private readonly rows: ImportRowsRepository,
    private readonly settings: ImportSettings,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: QUEUE, work: (_data, signal) => this.work(signal) });
    this.jobs.every(QUEUE, EVERY_SECONDS);
  }

  /** Idempotent. */
  async work(signal: AbortSignal): Promise<void> {
    await this.delete('accepted', this.settings.rowsDays, signal);
    await this.delete('all', this.settings.rejectsDays, signal);
  }

  private async delete(which: 'accepted' | 'all', days: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const old = await this.rows.findOld(days, which);
      if (old.length === 0) return;
      for (const { workspaceId, id } of old) {
        signal.throwIfAborted();
        await this.rows.delete(workspaceId, id, which);
      }
    }
  }
}
