import { describe, expect, it } from 'vitest';
import { PgBoss } from 'pg-boss';
import { Database } from '../../../src/database/database.service.js';
import { JOBS_SCHEMA } from '../../../src/jobs/job-tables.js';
import { Jobs } from '../../../src/jobs/jobs.service.js';
import { runInRequest } from '../../../src/telemetry/request-context.js';
import { Tasks, useTaskService } from '../../support/task-service.js';
import { startReplica } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const { service, tasks, jobs } = useTaskService();

const REQUEST = { requestId: 'request-1', workspace: '00000000-0000-7000-8000-000000000001', keyId: 'key-1' };

const stored = (name: string) =>
  service.database.query<{ state: string; retry_count: number; output: unknown }>(
    `SELECT state, retry_count, output FROM ${JOBS_SCHEMA}.job WHERE name = $1 ORDER BY created_on, id`,
    [name],
  );

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
