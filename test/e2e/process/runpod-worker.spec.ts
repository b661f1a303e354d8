import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeRunpodQueue, QUEUE_KEY } from '../../support/runpod-queue.js';
import { createFolder, launchService } from '../../support/service-process.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';

const ENTRY = 'runpod-worker';
const WORKER_KEY = `sa_live_${'k'.repeat(43)}`;
const SECRET = 'nobody else’s business';

describe('the process of the queue worker', () => {
  let folder: Awaited<ReturnType<typeof createFolder>>;
  let database: TestDatabase;
  let queue: FakeRunpodQueue;

  beforeAll(async () => {
    folder = await createFolder();
    database = await createTestDatabase();
  });

  afterAll(async () => {
    await database.drop();
    await folder.remove();
  });

  beforeEach(async () => {
    queue = await new FakeRunpodQueue().start();
  });

  afterEach(() => queue.stop());

  it('answers jobs, and on SIGTERM hands in what it has, takes nothing more, and ends well', async () => {
    queue.push({ id: 'first-job', input: { path: '/ping', method: 'GET', body: { note: SECRET } } });
    const worker = launchService(
      folder.path,
      { ...queue.variables, DATABASE_URL: database.url, RUNPOD_WORKER_API_KEY: WORKER_KEY },
      ENTRY,
    );
    const [first] = await queue.answersOf('first-job');
    expect(first?.output).toMatchObject({ status_code: 200, body: { status: 'healthy' } });
    // The answer to this one is not accepted before the process is told to stop.
    queue.faults['job-done'] = [503, 'cut'];
    queue.push({ id: 'second-job', input: { path: '/v1/elsewhere', method: SECRET } });
    await queue.sees(() => queue.of('job-done').length === 2);
    const ended = worker.end('SIGTERM');
    await until(() => worker.stdout().includes('SIGTERM: stopping'));
    queue.push({ id: 'third-job', input: { path: '/' } });
    expect(await ended).toBe(0);
    expect(queue.outputs.map(({ jobId }) => jobId)).toEqual(['first-job', 'second-job', 'second-job']);
    expect(queue.outputs[2]?.result.output).toMatchObject({ status_code: 422 });
    expect(queue.of('ping').length).toBeGreaterThan(0);
    expect(worker.stderr()).toBe('');
    for (const secret of [QUEUE_KEY, WORKER_KEY, SECRET]) expect(worker.stdout()).not.toContain(secret);
  }, 30_000);

  it('leaves jobs in the queue while there is no database', async () => {
    queue.push({ id: 'first-job', input: { path: '/' } });
    const nowhere = 'postgresql://nobody@127.0.0.1:1/none';
    const worker = launchService(folder.path, { ...queue.variables, DATABASE_URL: nowhere }, ENTRY);
    await until(() => worker.stdout().includes('The database is not there yet'));
    expect(await worker.end('SIGTERM')).toBe(0);
    expect(queue.of('job-take')).toEqual([]);
  }, 30_000);

  it('says at once what it misses', async () => {
    const { RUNPOD_AI_API_KEY, RUNPOD_WEBHOOK_GET_JOB, ...rest } = queue.variables;
    const worker = launchService(folder.path, rest, ENTRY);
    expect(await worker.exited).toBe(1);
    expect(worker.stderr()).toBe(
      'Wrong settings: RUNPOD_WEBHOOK_GET_JOB must be set for the queue worker, as RunPod does on its own machines; ' +
        'RUNPOD_AI_API_KEY must be set for the queue worker, as RunPod does on its own machines\n',
    );
    expect([RUNPOD_AI_API_KEY, RUNPOD_WEBHOOK_GET_JOB]).not.toContain(undefined);
  }, 30_000);
});
