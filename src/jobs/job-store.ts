import { Injectable, Logger } from '@nestjs/common';
import type { PgBoss, Queue } from 'pg-boss';
import { DatabaseConnector } from '../database/database-connector.js';
import { DatabaseSettings } from '../database/database.settings.js';
import { ServiceUnavailableError } from '../errors/request.errors.js';
import { backOffMs, pause } from '../resilience/back-off.js';
import { withTimeout } from '../resilience/timeout.js';
import { CountedWarnings } from '../telemetry/counted-warnings.js';
import { runOutsideRequests } from '../telemetry/request-context.js';
import { pooledDatabase } from './boss-database.js';
import type { JobQueue } from './job-queue.js';
import { JOBS_SCHEMA } from './job-tables.js';
import { JobSettings } from './jobs.settings.js';

/** The queue of the jobs that failed for good. */
export const DEAD_LETTERS = 'dead_letters';

const BACK_OFF = { firstMs: 100, longestMs: 5_000 };
const DAY_SECONDS = 86_400;
/** How long a job that is done is kept; none of its data is needed any more. */
const DONE_SECONDS = 3_600;
/** A worker that sends no sign of life for so long is dead: the least that pg-boss takes. */
const HEARTBEAT_SECONDS = 10;
/** How often dead workers are looked for, by one replica. */
const SUPERVISE_SECONDS = 4;
/** Kinds of errors that are logged apart. */
const MAX_CAUSES = 20;

/** pg-boss over our pool: it starts when the database is there, however long that takes, and stops with the service. */
@Injectable()
export class JobStore {
  private readonly errors = new CountedWarnings(
    new Logger(JobStore.name),
    'Background jobs failed',
    'cause',
    MAX_CAUSES,
  );
  private readonly stopping = new AbortController();
  private readonly started = Promise.withResolvers<PgBoss>();
  private readonly waitMs: number;
  boss: PgBoss | undefined;
  /** Attempts to start that failed since the last one that did not. */
  failures = 0;

  constructor(
    private readonly connector: DatabaseConnector,
    private readonly settings: JobSettings,
    { poolTimeoutSeconds }: DatabaseSettings,
  ) {
    this.waitMs = poolTimeoutSeconds * 1_000;
    this.started.promise.catch(() => undefined);
  }

  /** Starts it in the background; to be called once. */
  start(queues: readonly JobQueue[]): void {
    void runOutsideRequests(() => this.run(queues));
  }

  /** Resolves once it has started, however long that takes; rejects if the service stops first. */
  async firstStarted(): Promise<PgBoss> {
    return this.started.promise;
  }

  /** @throws ServiceUnavailableError if it does not start for as long as a request waits for a connection */
  async ready(): Promise<PgBoss> {
    return (
      this.boss ??
      withTimeout(this.started.promise, this.waitMs, () => {
        throw new ServiceUnavailableError('Background jobs have not started yet', {}, { retryAfterSeconds: 2 });
      })
    );
  }

  /** Takes no more jobs, and waits for those that run, but no longer than `ms`. */
  async stop(ms: number): Promise<void> {
    this.stopping.abort();
    this.started.reject(new ServiceUnavailableError('The service is shutting down'));
    const stopped = this.boss?.stop({ timeout: ms });
    // While the database is away, each look for jobs waits for a connection.
    if (stopped !== undefined) await withTimeout(stopped, ms, () => undefined);
  }

  /** Notes an error, which is logged once a minute and cause. */
  note(error: unknown): void {
    const { code, name, message, queue } = error as Record<string, string | undefined>;
    this.errors.add(code ?? (name === undefined || name === 'Error' ? (message ?? 'unknown') : name), queue);
  }

  private async run(queues: readonly JobQueue[]): Promise<void> {
    const { signal } = this.stopping;
    try {
      await this.connector.firstConnected();
    } catch {
      // The process stops, or is about to end and says why.
      return;
    }
    const boss = await this.create();
    const isStopping = () => signal.aborted;
    while (!isStopping()) {
      try {
        await boss.start();
        await this.createQueues(boss, queues);
        this.boss = boss;
        this.failures = 0;
        this.started.resolve(boss);
        break;
      } catch (error) {
        this.failures++;
        if (!isStopping()) this.note(error);
      }
      await pause(backOffMs(this.failures, BACK_OFF), signal);
    }
    if (isStopping()) await boss.stop({ graceful: false });
  }

  /** Loaded only now: a start that does not wait for jobs is not slowed down by them. */
  private async create(): Promise<PgBoss> {
    const { PgBoss } = await import('pg-boss');
    const boss = new PgBoss({
      db: pooledDatabase(this.connector, this.waitMs, this.stopping.signal),
      schema: JOBS_SCHEMA,
      migrate: false,
      createSchema: false,
      schedule: false,
      registerInstance: false,
      reindex: false,
      monitorVacuum: false,
      openTelemetry: { enabled: false },
      supervise: this.settings.role !== 'web',
      superviseIntervalSeconds: SUPERVISE_SECONDS,
      monitorIntervalSeconds: SUPERVISE_SECONDS,
      maintenanceIntervalSeconds: 600,
      flowIntervalSeconds: 3_600,
    });
    boss.on('error', (error) => {
      this.note(error);
    });
    return boss;
  }

  private async createQueues(boss: PgBoss, queues: readonly JobQueue[]): Promise<void> {
    const wanted = [this.deadLetters(), ...queues.map(declarationOf)];
    const found = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
    for (const { name, policy, ...options } of wanted) {
      const existing = found.get(name) as Record<string, unknown> | undefined;
      const differs = Object.entries(options).some(([key, value]) => existing?.[key] !== value);
      if (existing === undefined) await boss.createQueue(name, { ...options, policy: policy ?? 'standard' });
      else if (differs) await boss.updateQueue(name, options);
    }
  }

  private deadLetters(): Queue {
    return {
      name: DEAD_LETTERS,
      retentionSeconds: this.settings.deadDays * DAY_SECONDS,
      deleteAfterSeconds: DONE_SECONDS,
    };
  }
}

function declarationOf({ name, options = {} }: JobQueue): Queue {
  const { maxAttempts = 8, retryDelaySeconds = 1, maxRetryDelaySeconds = 300, onePerKey = 'waiting' } = options;
  return {
    name,
    policy: onePerKey === 'waiting' ? 'short' : 'exclusive',
    retryLimit: maxAttempts - 1,
    retryBackoff: true,
    retryDelay: retryDelaySeconds,
    retryDelayMax: maxRetryDelaySeconds,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    // A sign of life is what counts; this is the most that pg-boss takes.
    expireInSeconds: DAY_SECONDS - 1,
    deleteAfterSeconds: DONE_SECONDS,
    deadLetter: DEAD_LETTERS,
  };
}
