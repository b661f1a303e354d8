import { beforeEach, describe, expect, it } from 'vitest';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PgBoss } from 'pg-boss';
import { Database } from '../../../src/database/database.service.js';
import { JOBS_SCHEMA } from '../../../src/jobs/job-tables.js';
import type { JobQueue } from '../../../src/jobs/job-queue.js';
import { Jobs } from '../../../src/jobs/jobs.service.js';
import { currentRequest, runInRequest } from '../../../src/telemetry/request-context.js';
import { bearing, issueKey } from '../../support/callers.js';
import { expectFailure } from '../../support/failure.js';
import { startReplica, useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

interface Task {
  name: string;
  fails?: number;
}

interface Health {
  status: string;
  checks: { jobs: { reason?: string } };
}

const REQUEST = { requestId: 'request-1', workspace: '00000000-0000-7000-8000-000000000001', keyId: 'key-1' };

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}

/** A queue that notes what it is given. */
class Tasks implements JobQueue<Task> {
  readonly name = 'test.tasks';
  readonly concurrency = 2;
  readonly options = { maxAttempts: 3, retryDelaySeconds: 0 };
  readonly done: string[] = [];
  readonly causes: unknown[] = [];
  attempts = 0;

  async work({ name, fails = 0 }: Task, signal: AbortSignal): Promise<void> {
    this.attempts++;
    this.causes.push({ ...currentRequest() });
    if (name === 'wait') await aborted(signal);
    if (this.attempts <= fails) throw new Error('no: jane@example.com');
    this.done.push(name);
  }

  reset(): void {
    this.done.length = this.causes.length = this.attempts = 0;
  }
}

const tasks = new Tasks();
// Nothing is found by looking: what starts, starts because it was sent.
const service = useService({ JOBS_POLL_MS: '60000' }, (app) => {
  app.get(Jobs).register(tasks);
});
const jobs = () => service.app.get(Jobs);
const stored = (name: string) =>
  service.database.query<{ state: string; retry_count: number; output: unknown }>(
    `SELECT state, retry_count, output FROM ${JOBS_SCHEMA}.job WHERE name = $1 ORDER BY created_on, id`,
    [name],
  );

beforeEach(async () => {
  await jobs().send(tasks.name, { name: 'first' });
  await until(() => tasks.done.length > 0);
  await service.database.query(`DELETE FROM ${JOBS_SCHEMA}.job`);
  tasks.reset();
});

describe('a job', () => {
  it('runs when the transaction that sent it commits, and never if that is rolled back', async () => {
    const database = service.app.get(Database);
    const rolledBack = database.transaction(async (query) => {
      await jobs().send(tasks.name, { name: 'rolled back' }, { query });
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    await database.transaction(async (query) => {
      await jobs().send(tasks.name, { name: 'committed' }, { query });
      expect(tasks.attempts).toBe(0);
    });
    await until(() => tasks.done.length > 0);
    expect(tasks.done).toEqual(['committed']);
  });

  it('carries the request that caused it, with its workspace and key', async () => {
    await runInRequest(REQUEST, () => jobs().send(tasks.name, { name: 'caused' }));
    await until(() => tasks.done.length > 0);
    expect(tasks.causes).toEqual([REQUEST]);
  });

  it('is repeated when it fails', async () => {
    await jobs().send(tasks.name, { name: 'stubborn', fails: 1 });
    await until(() => tasks.attempts === 1);
    // Whatever is sent has the queue looked at.
    await until(async () => {
      await service.database.query(`UPDATE ${JOBS_SCHEMA}.job SET start_after = now() WHERE state = 'retry'`);
      await jobs().send(tasks.name, { name: 'next' });
      return tasks.done.includes('stubborn');
    });
  });

  it("goes to the dead letters after its last attempt, without people's data in its error", async () => {
    await jobs().send(tasks.name, { name: 'hopeless', fails: 99 });
    for (let attempt = 1; attempt <= 3; attempt++) {
      await until(() => tasks.attempts >= attempt);
      await until(async () => (await stored(tasks.name))[0]?.state !== 'active');
      await service.database.query(`UPDATE ${JOBS_SCHEMA}.job SET start_after = now() WHERE state = 'retry'`);
      await jobs().send(tasks.name, { name: 'wake' });
    }
    await until(async () => (await stored('dead_letters')).length === 1);
    const [failed] = await service.database.query<{ source_output: unknown; data: unknown }>(
      `SELECT source_output, data FROM ${JOBS_SCHEMA}.job WHERE name = 'dead_letters'`,
    );
    expect(JSON.stringify(failed)).not.toContain('jane@example.com');
    expect(failed).toMatchObject({
      source_output: { error_code: 'INTERNAL_ERROR' },
      data: { data: { name: 'hopeless' } },
    });
  });

  it('is dropped while one with its key waits', async () => {
    const send = () => jobs().send(tasks.name, { name: 'once' }, { singletonKey: 'once', startAfterSeconds: 60 });
    await Promise.all([send(), send(), send()]);
    expect(await stored(tasks.name)).toHaveLength(1);
  });

  it('is erased with its workspace', async () => {
    const [workspace] = await service.database.query<{ id: string }>(
      `INSERT INTO workspaces (id, name) VALUES (gen_random_uuid(), 'Gone') RETURNING id`,
    );
    await runInRequest({ ...REQUEST, workspace: workspace!.id }, () =>
      jobs().send(tasks.name, { name: 'later' }, { startAfterSeconds: 60 }),
    );
    expect(await stored(tasks.name)).toHaveLength(1);
    await service.database.query('DELETE FROM workspaces WHERE id = $1', [workspace!.id]);
    expect(await stored(tasks.name)).toHaveLength(0);
  });
});

describe('a job that recurs', () => {
  it('is done once in each interval, however many replicas there are', async () => {
    const queues = [new Tasks(), new Tasks()];
    const replicas = await Promise.all(
      queues.map((queue) =>
        startReplica(service.database, {}, (app) => {
          app.get(Jobs).register(Object.assign(queue, { name: 'test.recurring' }));
          app.get(Jobs).every('test.recurring', 1);
        }),
      ),
    );
    await until(() => queues[0]!.attempts + queues[1]!.attempts >= 3);
    await Promise.all(replicas.map((replica) => replica.stop()));
    const slots = await service.database.query(
      `SELECT DISTINCT singleton_on FROM ${JOBS_SCHEMA}.job WHERE name = 'test.recurring'`,
    );
    expect(await stored('test.recurring')).toHaveLength(slots.length);
  });
});

describe('a process that stops', () => {
  it('puts a job that it has not done back, at once and without counting the attempt', async () => {
    const waiting = new Tasks();
    const replica = await startReplica(service.database, {}, (app) => {
      app.get(Jobs).register(Object.assign(waiting, { name: 'test.waiting' }));
    });
    await replica.app.get(Jobs).send('test.waiting', { name: 'wait' });
    await until(() => waiting.attempts === 1);
    await replica.stop();
    expect(await stored('test.waiting')).toMatchObject([{ state: 'completed' }, { state: 'created', retry_count: 0 }]);
  });
});

describe('the tables of jobs', () => {
  it('are those that the installed pg-boss expects', async () => {
    const boss = new PgBoss({
      connectionString: service.database.url,
      schema: JOBS_SCHEMA,
      supervise: false,
      migrate: false,
    });
    await boss.start();
    const drift = await boss.detectSchemaDrift();
    await boss.stop();
    expect(drift).toMatchObject({ ok: true });
  });
});

describe('operators', () => {
  it('see the jobs of each queue, those that failed for good with their error, and put one back', async () => {
    const dead = '0190a000-0000-7000-8000-000000000001';
    await service.database.query(
      `INSERT INTO ${JOBS_SCHEMA}.job (id, name, data, policy, singleton_key, source_name, source_id, source_created_on, source_retry_count, source_output)
       VALUES ($1, 'dead_letters', '{"request_id":"r","data":{"name":"again"}}', 'standard', 'k', 'test.tasks', $1, now(), 2,
         '{"error_code":"INTERNAL_ERROR","message":"Internal error"}')`,
      [dead],
    );
    await jobs().send(tasks.name, { name: 'later' }, { startAfterSeconds: 60 });
    const { body } = await service.http.get('/api/v1/jobs');
    expect(body.queues).toContainEqual({
      name: tasks.name,
      waiting: 1,
      active: 0,
      failed: 0,
      dead: 1,
      oldest_seconds: null,
    });
    const { body: list } = await service.http.get('/api/v1/jobs/dead');
    expect(list).toMatchObject({
      data: [
        {
          id: dead,
          queue: tasks.name,
          attempts: 3,
          error_code: 'INTERNAL_ERROR',
          error: 'Internal error',
          request_id: 'r',
        },
      ],
      next_cursor: null,
    });
    expect((await service.http.post(`/api/v1/jobs/${dead}/retry`)).status).toBe(204);
    await jobs().send(tasks.name, { name: 'wake' });
    await until(() => tasks.done.includes('again'));
    expectFailure(await service.http.post(`/api/v1/jobs/${dead}/retry`), 404, 'JOB_NOT_FOUND');
  });

  it('are asked for: an admin of another workspace may not read jobs', async () => {
    const [workspace] = await service.database.query<{ id: string }>(
      `INSERT INTO workspaces (id, name) VALUES (gen_random_uuid(), 'Team') RETURNING id`,
    );
    const key = await issueKey(service, { workspace: workspace!.id, scopes: ['admin'] });
    expectFailure(await service.http.get('/api/v1/jobs').set(bearing(key)), 403, 'ACCESS_DENIED');
  });
});

describe('a process with the role worker', () => {
  it('runs jobs that others sent, and answers health probes only; one with the role web runs none', async () => {
    const [work, sent] = [new Tasks(), new Tasks()];
    const register = (queue: Tasks) => (app: NestFastifyApplication) => {
      app.get(Jobs).register(Object.assign(queue, { name: 'test.roles' }));
    };
    const web = await startReplica(service.database, { ROLE: 'web' }, register(sent));
    await web.app.get(Jobs).send('test.roles', { name: 'one' });
    const worker = await startReplica(service.database, { ROLE: 'worker', JOBS_POLL_MS: '100' }, register(work));
    await until(() => work.done.length === 1);
    expect(sent.attempts).toBe(0);
    const status = async (path: string) => (await fetch(`${worker.url}${path}`)).status;
    await service.database.query(
      `INSERT INTO ${JOBS_SCHEMA}.job (name, policy, source_name) VALUES ('dead_letters', 'standard', 'test.roles')`,
    );
    await until(async () => {
      const { status: health, checks } = (await (await fetch(`${worker.url}/health/detailed`)).json()) as Health;
      return health === 'degraded' && checks.jobs.reason === 'dead letters';
    });
    expect(await Promise.all(['/health', '/health/ready', '/api/v1/health', '/ping'].map(status))).toEqual([
      200, 200, 200, 200,
    ]);
    expect(
      await Promise.all(['/api/v1/leads', '/api/v1/openapi.json', '/', '/api/v1/docs', '/nope'].map(status)),
    ).toEqual([404, 404, 404, 404, 404]);
    await Promise.all([web.stop(), worker.stop()]);
  });
});
