import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { job, WorkerHouse } from './worker-house.js';

describe('the end of a job, and of the queue worker', () => {
  let house: WorkerHouse;
  let queue: WorkerHouse['queue'];
  let asked: WorkerHouse['asked'];
  let givenUp: WorkerHouse['givenUp'];
  let gates: WorkerHouse['gates'];
  let injection: WorkerHouse['injection'];

  beforeEach(async () => {
    house = await WorkerHouse.open();
    ({ queue, asked, givenUp, gates, injection } = house);
  });

  afterEach(() => house.close());

  it('breaks off the jobs that RunPod stops, and no others, and answers them no more', async () => {
    queue.push(job('the-job-1', 'hold'), job('the-job-2', 'hold'));
    queue.faults['job-stop'] = [404, 429, { raw: '{ "jobsToStop": [1, null] }' }, { raw: 'null' }];
    house.start({ concurrency: 2 });
    await queue.sees(() => asked.length === 2);
    queue.cancel('the-job-1', 'the-job-unknown');
    await queue.sees(() => givenUp.includes('the-job-1'));
    gates.get('the-job-2')?.();
    await queue.answersOf('the-job-2');
    queue.push(job('the-job-1'));
    await queue.answersOf('the-job-1');
    expect(asked).toEqual(['the-job-1', 'the-job-2', 'the-job-1']);
    expect(givenUp).toEqual(['the-job-1']);
    expect(queue.outputs).toHaveLength(2);
    expect(queue.of('job-stop')[0]?.url.pathname).toBe('/v2/endpoint1/job-stop/pod1');
  });

  it('finishes what it has once it is told to stop, and takes nothing more', async () => {
    queue.faults['job-done'] = [503];
    queue.push(job('the-job-1', 'hold'));
    house.start({ concurrency: 2 });
    await queue.sees(() => asked.length === 1 && queue.of('job-take').length === 2);
    house.worker.stop();
    queue.push(job('the-job-2'));
    const beats = queue.of('ping').length;
    await queue.sees(() => queue.of('ping').length > beats + 2);
    gates.get('the-job-1')?.();
    await house.working;
    expect(queue.outputs.map(({ jobId }) => jobId)).toEqual(['the-job-1']);
    expect(asked).toEqual(['the-job-1']);
  });

  it('runs a job that was coming when it was told to stop', async () => {
    queue.faults['job-take'] = [{ halfAfterMs: 1_500 }];
    queue.push(job('the-job-1'));
    house.start();
    await queue.sees(() => queue.of('job-take').length === 1);
    await sleep(500);
    house.worker.stop();
    await house.working;
    expect(queue.outputs.map(({ jobId }) => jobId)).toEqual(['the-job-1']);
  });

  it('breaks off what is not done when the service has no more time, and does not answer it', async () => {
    queue.push(job('the-job-1', 'hold'));
    house.start();
    await queue.sees(() => asked.length === 1);
    house.worker.stop();
    house.ending.cut();
    await house.working;
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
    house.start();
    await expect(injection(request)).rejects.toThrow();
    expect(asked).toEqual([]);
  });
});
