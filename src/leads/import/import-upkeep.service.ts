import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UploadInterruptedError } from '../../http/upload.errors.js';
import { Jobs } from '../../jobs/jobs.service.js';
import { ImportMerges } from './import-merges.service.js';
import { ImportReceiver } from './import-receiver.service.js';
import { ImportsRepository } from './imports.repository.js';

const QUEUE = 'lead-imports-upkeep';
const EVERY_SECONDS = 15;
/** A process tells every few seconds that it receives a file, or merges one; longer silence is its end. */
const SILENT_SECONDS = 20;

/** Ends uploads whose process has ended, and goes on with merges that no process does. */
@Injectable()
export class ImportUpkeep implements OnModuleInit {
  constructor(
    private readonly imports: ImportsRepository,
    private readonly receiver: ImportReceiver,
    private readonly merges: ImportMerges,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: QUEUE, work: (_data, signal) => this.work(signal) });
    this.jobs.every(QUEUE, EVERY_SECONDS);
  }

  /** Idempotent. */
  async work(signal: AbortSignal): Promise<void> {
    for (const { workspaceId, id } of await this.imports.findAbandoned('receiving', SILENT_SECONDS)) {
      await this.receiver.fail({ workspace: workspaceId, id }, new UploadInterruptedError());
    }
    for (const { workspaceId, id } of await this.imports.findAbandoned('merging', SILENT_SECONDS)) {
      await this.merges.run(workspaceId, id, signal);
    }
  }
}
