import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { afterCommit, Database, type Query } from '../database/database.service.js';
import { newId } from '../ids/new-id.js';
import { ShutdownState } from '../lifecycle/shutdown-state.js';
import { transactionDatabase } from './boss-database.js';
import { envelopeOf } from './job-envelope.js';
import type { JobQueue, SendOptions } from './job-queue.js';
import { JobWorkers } from './job-workers.js';

/**
 * Background jobs: work that outlives its request, and is done once by one of the processes. A process with an HTTP server
 * runs jobs from its start on, if its ROLE allows; a command only if it sends one.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap, OnApplicationShutdown {
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly workers: JobWorkers,
    private readonly database: Database,
    private readonly host: HttpAdapterHost,
    private readonly shutdown: ShutdownState,
  ) {}

  /** Declares a queue, and what does its jobs; for a room's `onModuleInit`. */
  register(queue: JobQueue): void {
    this.workers.add(queue);
  }

  /** Has a job without data done about every so many seconds, by one process; for a room's `onModuleInit`. */
  every(queue: string, seconds: number): void {
    this.workers.addRecurring(queue, seconds);
  }

  /**
   * Sends a job on behalf of the request under way.
   * @param data JSON; ids rather than what they stand for
   * @throws ServiceUnavailableError while jobs have not started; errors of the database
   */
  async send(queue: string, data: object, options: SendOptions = {}): Promise<void> {
    const { singletonKey = newId(), startAfterSeconds, query } = options;
    this.workers.assertKnown(queue);
    this.workers.start();
    const boss = await this.workers.store.ready();
    const run: Query = query ?? ((sql, parameters) => this.database.write(sql, parameters));
    const delay = startAfterSeconds === undefined ? {} : { startAfter: startAfterSeconds };
    await boss.send(queue, envelopeOf(data), { ...delay, singletonKey, db: transactionDatabase(run) });
    if (startAfterSeconds !== undefined) return;
    const wake = () => {
      this.workers.wake(queue);
    };
    if (query === undefined) wake();
    else afterCommit(query, wake);
  }

  /** Whether this process runs jobs, and has started to. */
  get areRun(): boolean {
    return this.workers.runner.isRunning;
  }

  /** What is wrong with them, if anything is. */
  get problem(): 'not started' | 'dead letters' | undefined {
    const { store, runner } = this.workers;
    if (store.boss === undefined && store.failures > 0) return 'not started';
    return runner.hasDeadLetters ? 'dead letters' : undefined;
  }

  onApplicationBootstrap(): void {
    this.shutdown.onDraining(() => {
      this.stopped ??= this.workers.stop();
    });
    // Commands run without an HTTP server.
    if ((this.host as { httpAdapter: AbstractHttpAdapter | null }).httpAdapter !== null) this.workers.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await (this.stopped ??= this.workers.stop());
  }
}
