import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { JobQueue } from '../../../src/jobs/job-queue.js';
import { JobStore } from '../../../src/jobs/job-store.js';
import { Jobs } from '../../../src/jobs/jobs.service.js';
import { PostgresServer, usePostgresServer } from '../../support/postgres-server.js';
import { type Replica, startReplica } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const JOBS = 400;

/** Counts how often each job was done. */
class Counting implements JobQueue<{ number: number }> {
  readonly name = 'test.counting';
  readonly concurrency = 4;
  readonly done = new Map<number, number>();

  async work({ number }: { number: number }): Promise<void> {
    await sleep(100);
    this.done.set(number, (this.done.get(number) ?? 0) + 1);
  }
}

function start(server: PostgresServer, queue: JobQueue): Promise<Replica> {
  return startReplica({ url: server.url() }, {}, (app) => {
    app.get(Jobs).register(queue);
  });
}

describe('background jobs', () => {
  const server = usePostgresServer();

  it('are each done once while PostgreSQL is restarted under two replicas, and the log stays quiet', async () => {
    const queue = new Counting();
    const replicas = [await start(server, queue), await start(server, queue)];
    const noted = replicas.map(({ app }) => vi.spyOn(app.get(JobStore), 'note'));
    for (let number = 0; number < JOBS; number++)
      await replicas[number % 2]!.app.get(Jobs).send(queue.name, { number });
    for (const mode of ['fast', 'immediate'] as const) {
      const before = queue.done.size;
      await until(() => queue.done.size > before + 20);
      await server.stop(mode);
      await server.start();
    }
    await until(() => queue.done.size === JOBS, 40_000);
    expect([...queue.done.values()].filter((count) => count !== 1)).toEqual([]);
    expect(noted.flatMap(({ mock }) => mock.calls)).toEqual([]);
    await Promise.all(replicas.map((replica) => replica.stop()));
  }, 90_000);
});

describe('background jobs of a service that starts before its database', () => {
  it('start when the database is there', async () => {
    const server = await PostgresServer.create();
    const queue = new Counting();
    const replica = await start(server, queue);
    await sleep(1_000);
    await server.start();
    await until(() => replica.app.get(JobStore).boss !== undefined, 30_000);
    await replica.app.get(Jobs).send(queue.name, { number: 1 });
    await until(() => queue.done.size === 1);
    await replica.stop();
    await server.remove();
  }, 60_000);
});
