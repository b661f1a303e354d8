import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LlmSettings } from '../llm/llm.settings.js';
import { QualificationsRepository } from './qualifications.repository.js';

const EVERY_MS = 60_000;
/** On top of the longest qualification; a slow database must not look like a dead process. */
const GRACE_SECONDS = 60;

/** Marks leads as `failed` whose qualification died with its process. */
@Injectable()
export class AbandonedQualifications implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AbandonedQualifications.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly qualifications: QualificationsRepository,
    private readonly settings: LlmSettings,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Never throws: what a fault leaves is done a minute later. */
  async sweep(): Promise<void> {
    try {
      const count = await this.qualifications.failAbandoned(this.settings.deadlineMs / 1_000 + GRACE_SECONDS);
      if (count > 0) this.logger.warn(`Marked ${count} leads as failed, whose qualification was abandoned`);
    } catch (error) {
      this.logger.warn({ err: error }, 'Could not search for abandoned qualifications');
    }
  }
}
