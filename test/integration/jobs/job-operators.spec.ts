import { describe, expect, it } from 'vitest';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { JOBS_SCHEMA } from '../../../src/jobs/job-tables.js';
import { Jobs } from '../../../src/jobs/jobs.service.js';
import { bearing, issueKey } from '../../support/callers.js';
import { expectFailure } from '../../support/failure.js';
import { Tasks, useTaskService } from '../../support/task-service.js';
import { startReplica } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const { service, tasks, jobs } = useTaskService();

interface Health {
  status: string;
  checks: { jobs: { reason?: string } };
}

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
