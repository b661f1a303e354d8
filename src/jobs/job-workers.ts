import { Injectable } from '@nestjs/common';
import type { PgBoss } from 'pg-boss';
import { OperationsSettings } from '../lifecycle/operations.settings.js';
import { runOutsideRequests } from '../telemetry/request-context.js';
import { envelopeOf } from './job-envelope.js';
import type { JobQueue } from './job-queue.js';
import { JobRunner } from './job-runner.js';
import { JobStore } from './job-store.js';
import { JobSettings } from './jobs.settings.js';

/** What ends a fetch that is under way; longer only while the database does not answer. */
const IDLE_STOP_MS = 1_000;

/** The queues that rooms declared, and the workers that do their jobs. */
@Injectable()
export class JobWorkers {
  private readonly queues = new Map<string, JobQueue>();
  private readonly recurring = new Map<string, number>();
  private readonly timers: NodeJS.Timeout[] = [];
  private isStarted = false;

  constructor(
    readonly store: JobStore,
    readonly runner: JobRunner,
    private readonly settings: JobSettings,
    private readonly operations: OperationsSettings,
  ) {}

  add(queue: JobQueue): void {
    if (this.isStarted || this.queues.has(queue.name))
      throw new Error(`Queue ${queue.name} is registered too late, or twice`);
    this.queues.set(queue.name, queue);
  }

  addRecurring(queue: string, seconds: number): void {
    this.assertKnown(queue);
    this.recurring.set(queue, seconds);
  }

  assertKnown(queue: string): void {
    if (!this.queues.has(queue)) throw new Error(`No queue is called ${queue}`);
  }

  /** Starts in the background, once; waits for the database, however long that takes. */
  start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    const queues = [...this.queues.values()];
    this.store.start(queues);
    void runOutsideRequests(() => this.run(queues));
  }

  wake(queue: string): void {
    this.runner.wake(queue);
  }

  /** Takes no more jobs, and waits for those that run, as long as a shutdown may take. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.store.stop(this.runner.isBusy ? this.operations.shutdownTimeoutSeconds * 1_000 : IDLE_STOP_MS);
  }

  private async run(queues: readonly JobQueue[]): Promise<void> {
    const boss = await this.store.firstStarted().catch(() => undefined);
    if (boss === undefined || this.settings.role === 'web') return;
    await this.runner.start(boss, queues);
    for (const [queue, seconds] of this.recurring) {
      void this.sendRecurring(boss, queue, seconds);
      this.timers.push(setInterval(() => void this.sendRecurring(boss, queue, seconds), seconds * 1_000).unref());
    }
  }

  /** Of all the processes that send one at about the same time, one stores it. */
  private async sendRecurring(boss: PgBoss, queue: string, seconds: number): Promise<void> {
    const options = { singletonKey: 'recurring', singletonSeconds: seconds, deleteAfterSeconds: 2 * seconds };
    try {
      await boss.send(queue, envelopeOf({}), options);
      this.wake(queue);
    } catch (error) {
      this.store.note(error);
    }
  }
}
