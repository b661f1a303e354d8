import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkerTestService, job } from '../../support/worker-service.js';

describe('the end of a job, and of the queue worker', () => {
  let service: WorkerTestService;
  let queue: WorkerTestService['queue'];
  let started: WorkerTestService['started'];
  let givenUp: WorkerTestService['givenUp'];
  let gates: WorkerTestService['gates'];
  let injection: WorkerTestService['injection'];

  beforeEach(async () => {
    service = await WorkerTestService.open();
    ({ queue, started, givenUp, gates, injection } = service);
  });

  afterEach(() => service.close());

  it('breaks off the jobs that RunPod stops, and no others, and answers them no more', async () => {
    queue.addJobs(job('the-job-1', 'hold'), job('the-job-2', 'hold'));
    queue.faults['job-stop'] = [404, 429, { raw: '{ "jobsToStop": [1, null] }' }, { raw: 'null' }];
    service.start({ concurrency: 2 });
    await queue.waitFor(() => started.length === 2);
    queue.cancel('the-job-1', 'the-job-unknown');
    await queue.waitFor(() => givenUp.includes('the-job-1'));
    gates.get('the-job-2')?.();
    await queue.answersOf('the-job-2');
    queue.addJobs(job('the-job-1'));
    await queue.answersOf('the-job-1');
    expect(started).toEqual(['the-job-1', 'the-job-2', 'the-job-1']);
    expect(givenUp).toEqual(['the-job-1']);
    expect(queue.outputs).toHaveLength(2);
    expect(queue.requestsOf('job-stop')[0]?.url.pathname).toBe('/v2/endpoint1/job-stop/pod1');
  });

  it('finishes its jobs when it is stopped, and takes no more', async () => {
    queue.faults['job-done'] = [503];
    queue.addJobs(job('the-job-1', 'hold'));
    service.start({ concurrency: 2 });
    await queue.waitFor(() => started.length === 1 && queue.requestsOf('job-take').length === 2);
    service.worker.stop();
    queue.addJobs(job('the-job-2'));
    const beats = queue.requestsOf('ping').length;
    await queue.waitFor(() => queue.requestsOf('ping').length > beats + 2);
    gates.get('the-job-1')?.();
    await service.working;
    expect(queue.outputs.map(({ jobId }) => jobId)).toEqual(['the-job-1']);
    expect(started).toEqual(['the-job-1']);
  });

  it('runs a job that was arriving when it was stopped', async () => {
    queue.faults['job-take'] = [{ halfAfterMs: 1_500 }];
    queue.addJobs(job('the-job-1'));
    service.start();
    await queue.waitFor(() => queue.requestsOf('job-take').length === 1);
    await sleep(500);
    service.worker.stop();
    await service.working;
    expect(queue.outputs.map(({ jobId }) => jobId)).toEqual(['the-job-1']);
  });

  it('breaks off what is not done when the service has no more time, and does not answer it', async () => {
    queue.addJobs(job('the-job-1', 'hold'));
    service.start();
    await queue.waitFor(() => started.length === 1);
    service.worker.stop();
    service.shutdown.abortWork();
    await service.working;
    expect(givenUp).toEqual(['the-job-1']);
    expect(queue.outputs).toEqual([]);
  });

  it('does not run a job that was stopped before the service saw its request', async () => {
    const headers = { 'x-request-id': 'the-job-1', 'content-type': 'application/json' };
    const request = {
      method: 'POST',
      url: '/v1/research',
      headers,
      payload: '{}',
      signal: AbortSignal.abort(),
    } as const;
    service.start();
    await expect(injection(request)).rejects.toThrow();
    expect(started).toEqual([]);
  });
});
