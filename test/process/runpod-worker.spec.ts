import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TEXT } from '../support/provider-responses.js';
import { startProviderDouble } from '../support/provider-double.js';
import { FakeRunpodQueue, QUEUE_KEY } from '../support/runpod-queue.js';
import { useFolder, launchService, startService } from '../support/service-process.js';
import { startTestService } from '../support/test-service.js';
import { useTestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { issueKey } from '../support/callers.js';

const COMMAND = 'worker';
const WORKER_KEY = `sa_live_${'k'.repeat(43)}`;
const SECRET = 'a private query';

describe('the process of the queue worker', () => {
  const folder = useFolder();
  const database = useTestDatabase();
  let queue: FakeRunpodQueue;

  beforeEach(async () => {
    queue = await new FakeRunpodQueue().start();
  });

  afterEach(() => queue.stop());

  it('answers jobs; after SIGTERM it delivers its results, takes no more jobs and exits with 0', async () => {
    queue.addJobs({ id: 'first-job', input: { path: '/ping', method: 'GET', body: { note: SECRET } } });
    const worker = launchService(
      folder.path,
      { ...queue.variables, DATABASE_URL: database.url, RUNPOD_WORKER_API_KEY: WORKER_KEY },
      COMMAND,
    );
    const [first] = await queue.answersOf('first-job');
    expect(first?.output).toMatchObject({ status_code: 200, body: { status: 'healthy' } });
    // The answer to this one is not accepted before the process is stopped.
    queue.faults['job-done'] = [503, 'cut'];
    queue.addJobs({ id: 'second-job', input: { path: '/v1/elsewhere', method: SECRET } });
    await queue.waitFor(() => queue.requestsOf('job-done').length === 2);
    const ended = worker.end('SIGTERM');
    await until(() => worker.stdout().includes('SIGTERM: stopping'));
    queue.addJobs({ id: 'third-job', input: { path: '/' } });
    expect(await ended).toBe(0);
    expect(queue.outputs.map(({ jobId }) => jobId)).toEqual(['first-job', 'second-job', 'second-job']);
    expect(queue.outputs[2]?.result.output).toMatchObject({ status_code: 422 });
    expect(queue.requestsOf('ping').length).toBeGreaterThan(0);
    expect(worker.stderr()).toBe('');
    for (const secret of [QUEUE_KEY, WORKER_KEY, SECRET]) expect(worker.stdout()).not.toContain(secret);
  }, 30_000);

  it('answers a research job through a provider and records its cost for the workspace of its key', async () => {
    const service = await startTestService();
    const provider = await startProviderDouble();
    const { id, key, workspace } = await issueKey(service, { scopes: ['research:run'] });
    const worker = launchService(
      folder.path,
      {
        ...queue.variables,
        DATABASE_URL: service.database.url,
        RUNPOD_WORKER_API_KEY: key,
        RUNPOD_API_KEY: 'key-of-runpod',
        RUNPOD_API_BASE: `${provider.url}/v2`,
        RUNPOD_VLLM_ENDPOINT_ID: 'endpoint1',
      },
      COMMAND,
    );
    const research = (body: object) => ({ path: '/v1/research', method: 'POST', body });
    queue.addJobs({ id: 'good-job', input: research({ query: 'What is a lead?' }) });
    queue.addJobs({ id: 'bad-job', input: research({ query: '' }) });
    const [good, bad] = await queue.answersOf('good-job', 'bad-job');
    expect(good?.output).toMatchObject({ status_code: 200, body: { result: TEXT, provider: 'runpod', sources: [] } });
    expect(bad?.output).toMatchObject({ status_code: 422, body: { error_code: 'VALIDATION_ERROR' } });
    const find = 'SELECT workspace_id, key_id, operation, request_id, outcome FROM llm_calls';
    await until(async () => (await service.database.query(find)).length === 1);
    expect(await service.database.query(find)).toEqual([
      { workspace_id: workspace, key_id: id, operation: 'research', request_id: 'good-job', outcome: 'ok' },
    ]);
    expect(await worker.end('SIGTERM')).toBe(0);
    await provider.stop();
    await service.stop();
  }, 30_000);

  it('works beside the service on the same embedded database, and goes on without it', async () => {
    const environment = { EMBEDDED_POSTGRES_PORT: '54945' };
    const service = await startService(folder.path, environment);
    const worker = launchService(folder.path, { ...queue.variables, ...environment }, COMMAND);
    queue.addJobs({ id: 'beside', input: { path: '/' } });
    expect(await queue.answersOf('beside')).toMatchObject([{ output: { status_code: 200 } }]);
    expect(await service.end('SIGTERM')).toBe(0);
    queue.addJobs({ id: 'alone', input: { path: '/v1/research', body: { query: 'What is a lead?' } } });
    const [alone] = await queue.answersOf('alone');
    expect(alone?.output).toMatchObject({ status_code: 503, body: { error_code: 'LLM_NOT_CONFIGURED' } });
    expect(await worker.end('SIGTERM')).toBe(0);
  }, 60_000);

  it('leaves jobs in the queue while there is no database', async () => {
    queue.addJobs({ id: 'first-job', input: { path: '/' } });
    const nowhere = 'postgresql://nobody@127.0.0.1:1/none';
    const worker = launchService(folder.path, { ...queue.variables, DATABASE_URL: nowhere }, COMMAND);
    await until(() => worker.stdout().includes('The database cannot be reached yet'));
    expect(await worker.end('SIGTERM')).toBe(0);
    expect(queue.requestsOf('job-take')).toEqual([]);
  }, 30_000);

  it('ends at once with a line that names the missing variable', async () => {
    const { RUNPOD_AI_API_KEY, RUNPOD_WEBHOOK_GET_JOB, ...rest } = queue.variables;
    const worker = launchService(folder.path, rest, COMMAND);
    expect(await worker.exited).toBe(1);
    expect(worker.stderr()).toBe(
      'Wrong settings: RUNPOD_WEBHOOK_GET_JOB must be set for the queue worker, as RunPod does on its own machines; ' +
        'RUNPOD_AI_API_KEY must be set for the queue worker, as RunPod does on its own machines\n',
    );
    expect([RUNPOD_AI_API_KEY, RUNPOD_WEBHOOK_GET_JOB]).not.toContain(undefined);
  }, 30_000);
});
