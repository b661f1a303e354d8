import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import Fastify, { type FastifyInstance } from 'fastify';
import { RunpodWorkerSettings } from '../../../src/config/runpod-worker.settings.js';
import { readSettings } from '../../../src/config/environment.js';
import { requestId } from '../../../src/http/request-id.js';
import { Ending } from '../../../src/http/shutdown/ending.js';
import { WorkInFlight } from '../../../src/http/shutdown/work-in-flight.js';
import { injectionInto } from '../../../src/runpod/injection.js';
import { type Inject, JobDoor } from '../../../src/runpod/job-door.js';
import { queueAddressOf } from '../../../src/runpod/queue-address.js';
import { RunpodQueue } from '../../../src/runpod/runpod-queue.js';
import { RunpodWorker, type WorkerOptions } from '../../../src/runpod/runpod-worker.js';
import { FakeRunpodQueue, QUEUE_KEY } from '../../support/runpod-queue.js';

const QUERY = 'a query that is nobody else’s business';
const PAUSES = { first: 5, longest: 20 };

/** A job that asks for research. */
const job = (id: string, query = QUERY) => ({ id, input: { path: '/v1/research', method: 'POST', body: { query } } });

describe('the queue worker', () => {
  let queue: FakeRunpodQueue;
  let service: FastifyInstance;
  let injection: Inject;
  let worker: RunpodWorker;
  let working: Promise<void>;
  let work: WorkInFlight;
  let ending: Ending;
  let logged: { mock: { calls: unknown[][] } }[];
  /** Ids of the jobs that the service was asked to do, those that were given up, and what ends those that are held. */
  let asked: string[];
  let givenUp: string[];
  let gates: Map<string, () => void>;

  beforeEach(async () => {
    [asked, givenUp, gates] = [[], [], new Map()];
    logged = (['log', 'warn', 'error', 'debug'] as const).map((level) =>
      jest.spyOn(Logger.prototype, level).mockReturnValue(undefined),
    );
    queue = await new FakeRunpodQueue().start();
    service = Fastify({ genReqId: requestId });
    injection = injectionInto(service);
    service.post('/v1/research', async (request, reply) => {
      const id = String(request.headers['x-request-id']);
      const { query } = request.body as { query: string };
      asked.push(id);
      if (query === 'hold') {
        const gate = Promise.withResolvers<undefined>();
        gates.set(id, () => {
          gate.resolve(undefined);
        });
        await Promise.race([gate.promise.then(() => gates.delete(id)), once(reply.raw, 'close')]);
        if (gates.delete(id)) givenUp.push(id);
      }
      return { result: query };
    });
  });

  afterEach(async () => {
    worker.stop();
    for (const open of gates.values()) open();
    await working;
    expect(work.count).toBe(0);
    await queue.stop();
    await service.close();
    jest.restoreAllMocks();
  });

  const start = (options: Partial<WorkerOptions> = {}, inject: Inject = injection) => {
    const address = queueAddressOf(readSettings(RunpodWorkerSettings, queue.variables));
    const whole = { concurrency: 1, pingIntervalMs: 20, idlePauseMs: 5, pauses: PAUSES, ...options };
    work = new WorkInFlight();
    ending = new Ending();
    worker = new RunpodWorker(new RunpodQueue(address), new JobDoor(inject, undefined), { work, ending }, whole);
    working = worker.run();
  };

  it('takes a job, and hands in its answer, as RunPod has it', async () => {
    queue.push(job('the-job-1'));
    start();
    const [result] = await queue.answersOf('the-job-1');
    expect(result).toEqual({ output: { status_code: 200, body: { result: QUERY } } });
    const [take] = queue.of('job-take');
    expect(take?.url.pathname).toBe('/v2/endpoint1/job-take/pod1');
    expect([...(take?.url.searchParams ?? [])]).toEqual([
      ['gpu', 'none'],
      ['job_in_progress', '0'],
    ]);
    expect(take?.headers.authorization).toBe(QUEUE_KEY);
    const [output] = queue.outputs;
    expect(output?.method).toBe('POST');
    expect(output?.url.pathname).toBe('/v2/endpoint1/job-done/pod1/the-job-1');
    expect([...(output?.url.searchParams ?? [])]).toEqual([
      ['gpu', 'none'],
      ['isStream', 'false'],
    ]);
    expect(output?.headers).toMatchObject({
      authorization: QUEUE_KEY,
      'x-request-id': 'the-job-1',
      'content-type': 'application/x-www-form-urlencoded',
    });
  });

  it('runs as many jobs at a time as it may, and says whether it runs any', async () => {
    queue.push(job('the-job-1', 'hold'), job('the-job-2', 'hold'), job('the-job-3', 'hold'));
    start({ concurrency: 2 });
    await queue.sees(() => asked.length === 2);
    expect(work.count).toBe(2);
    const takes = queue.of('job-take').map(({ url }) => url.searchParams.get('job_in_progress'));
    expect(takes).toEqual(['0', '1']);
    gates.get('the-job-1')?.();
    await queue.sees(() => asked.includes('the-job-3'));
    gates.get('the-job-2')?.();
    gates.get('the-job-3')?.();
    await queue.answersOf('the-job-1', 'the-job-2', 'the-job-3');
    expect(asked).toEqual(['the-job-1', 'the-job-2', 'the-job-3']);
  });

  it('says again and again that it is alive, and which jobs it runs', async () => {
    queue.faults.ping = [500, 'cut'];
    start();
    const idsOf = () => queue.of('ping').map(({ url }) => url.searchParams.get('job_id'));
    await queue.sees(() => idsOf().length >= 4);
    expect(new Set(idsOf())).toEqual(new Set([null]));
    queue.push(job('the-job-1', 'hold'));
    await queue.sees(() => idsOf().filter((id) => id === 'the-job-1').length >= 3);
    gates.get('the-job-1')?.();
    await queue.answersOf('the-job-1');
    await queue.sees(() => idsOf().at(-1) === null);
    expect(queue.of('ping').every(({ url }) => url.pathname === '/v2/endpoint1/ping/pod1')).toBe(true);
  });

  it.each([
    ['was lost with the connection', 'cut' as const, 2],
    ['was refused for the moment', 503, 1],
    ['was one too many', 429, 1],
  ])('hands an answer in again that %s', async (_, fault, heard) => {
    queue.faults['job-done'] = [fault];
    queue.push(job('the-job-1'), job('the-job-2'));
    start();
    await queue.answersOf('the-job-2');
    expect(queue.outputs.filter(({ jobId }) => jobId === 'the-job-1')).toHaveLength(heard);
    expect(new Set(queue.outputs.map(({ result }) => JSON.stringify(result))).size).toBe(1);
    expect(asked).toEqual(['the-job-1', 'the-job-2']);
  });

  it('gives an answer up after three tries, and hands it in when the job comes again', async () => {
    queue.faults['job-done'] = [500, 502, 503];
    queue.push(job('the-job-1'), job('the-job-2'));
    start();
    await queue.answersOf('the-job-2');
    expect(queue.outputs.map(({ jobId }) => jobId)).toEqual(['the-job-2']);
    const tries = queue.of('job-done').map(({ url }) => url.pathname.split('/').at(-1));
    expect(tries).toEqual(['the-job-1', 'the-job-1', 'the-job-1', 'the-job-2']);
    queue.push(job('the-job-1'));
    await queue.answersOf('the-job-1');
    expect(asked).toEqual(['the-job-1', 'the-job-2']);
  });

  it('hands an answer in once that is refused for good', async () => {
    queue.faults['job-done'] = [404];
    queue.push(job('the-job-1'), job('the-job-2'));
    start();
    await queue.answersOf('the-job-2');
    expect(queue.of('job-done')).toHaveLength(2);
  });

  it('runs a job once that is handed out twice', async () => {
    queue.push(job('the-job-1', 'hold'), job('the-job-1', 'hold'), job('the-job-2'));
    start({ concurrency: 3 });
    await queue.answersOf('the-job-2');
    gates.get('the-job-1')?.();
    await queue.answersOf('the-job-1');
    queue.push(job('the-job-1', 'hold'));
    await queue.sees(() => queue.outputs.filter(({ jobId }) => jobId === 'the-job-1').length === 2);
    expect(asked.filter((id) => id === 'the-job-1')).toHaveLength(1);
  });

  it.each<[string, FakeRunpodQueue['faults'][string]]>([
    ['asked too much', [429, 429]],
    ['out of order', [500, 503, 'cut']],
    ['without a job', [204, 400, 204]],
    ['that asks for patience', [{ status: 429, retryAfter: 0.01 }]],
    ['that talks nonsense', [{ raw: '<html>' }, { raw: '"job"' }, { raw: '[]' }, { raw: '' }]],
  ])('goes on with a queue %s', async (_, faults) => {
    queue.faults['job-take'] = [...faults];
    queue.push(job('the-job-1'));
    start();
    await queue.answersOf('the-job-1');
    expect(queue.of('job-take').length).toBeGreaterThan(faults.length);
  });

  it.each([
    ['no id', { input: { path: '/v1/research' } }],
    ['an id that is none', { id: 7, input: {} }],
    ['an empty id', { id: '', input: {} }],
    ['nothing at all', null],
  ])('passes by a job with %s', async (_, malformed) => {
    queue.push(malformed, job('the-job-1'));
    start();
    await queue.answersOf('the-job-1');
    expect(queue.outputs).toHaveLength(1);
  });

  it('breaks off the jobs that RunPod stops, and no others, and answers them no more', async () => {
    queue.push(job('the-job-1', 'hold'), job('the-job-2', 'hold'));
    queue.faults['job-stop'] = [404, 429, { raw: '{ "jobsToStop": [1, null] }' }, { raw: 'null' }];
    start({ concurrency: 2 });
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
    start({ concurrency: 2 });
    await queue.sees(() => asked.length === 1 && queue.of('job-take').length === 2);
    worker.stop();
    queue.push(job('the-job-2'));
    const beats = queue.of('ping').length;
    await queue.sees(() => queue.of('ping').length > beats + 2);
    gates.get('the-job-1')?.();
    await working;
    expect(queue.outputs.map(({ jobId }) => jobId)).toEqual(['the-job-1']);
    expect(asked).toEqual(['the-job-1']);
  });

  it('runs a job that was coming when it was told to stop', async () => {
    queue.faults['job-take'] = [{ halfAfterMs: 1_500 }];
    queue.push(job('the-job-1'));
    start();
    await queue.sees(() => queue.of('job-take').length === 1);
    await sleep(500);
    worker.stop();
    await working;
    expect(queue.outputs.map(({ jobId }) => jobId)).toEqual(['the-job-1']);
  });

  it('breaks off what is not done when the service has no more time, and does not answer it', async () => {
    queue.push(job('the-job-1', 'hold'));
    start();
    await queue.sees(() => asked.length === 1);
    worker.stop();
    ending.cut();
    await working;
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
    start();
    await expect(injection(request)).rejects.toThrow();
    expect(asked).toEqual([]);
  });

  it('says that a job failed which the service could not be asked for, and runs it when it comes again', async () => {
    let isBroken = true;
    queue.push(job('the-job-1'));
    start({}, (request) => (isBroken ? Promise.reject(new Error('inner detail')) : injection(request)));
    const [failed] = await queue.answersOf('the-job-1');
    expect(failed).toEqual({ error: 'The job could not be run; its id finds it in the log' });
    isBroken = false;
    queue.push(job('the-job-1'));
    await queue.sees(() => queue.outputs.length === 2);
    expect(queue.outputs[1]?.result.output?.status_code).toBe(200);
  });

  it('logs neither its key nor what jobs ask', async () => {
    queue.faults['job-take'] = [500, 'cut', { raw: `{ "id": "${QUERY}` }];
    queue.faults['job-done'] = [500, 404];
    queue.push(job('the-job-1'), job('the-job-2'), { id: 'the-job-3', input: { path: QUERY } });
    start();
    await queue.answersOf('the-job-2', 'the-job-3');
    const lines = JSON.stringify(logged.flatMap(({ mock }) => mock.calls));
    expect(lines).toContain('the-job-1');
    expect(lines).not.toContain(QUEUE_KEY);
    expect(lines).not.toContain(QUERY);
    expect(lines).not.toContain('http://');
  });
});
