import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QUEUE_KEY, type FakeRunpodQueue } from '../../support/runpod-queue.js';
import { QUERY, WorkerTestService, job } from '../../support/worker-service.js';

describe('the queue worker', () => {
  let service: WorkerTestService;
  let queue: WorkerTestService['queue'];
  let started: WorkerTestService['started'];
  let gates: WorkerTestService['gates'];
  let logged: WorkerTestService['logged'];
  let injection: WorkerTestService['injection'];

  beforeEach(async () => {
    service = await WorkerTestService.open();
    ({ queue, started, gates, logged, injection } = service);
  });

  afterEach(() => service.close());

  it('takes a job, and hands in its answer, as RunPod has it', async () => {
    queue.addJobs(job('the-job-1'));
    service.start();
    const [result] = await queue.answersOf('the-job-1');
    expect(result).toEqual({ output: { status_code: 200, body: { result: QUERY } } });
    const [take] = queue.requestsOf('job-take');
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

  it('runs as many jobs at a time as configured, and reports whether it runs any', async () => {
    queue.addJobs(job('the-job-1', 'hold'), job('the-job-2', 'hold'), job('the-job-3', 'hold'));
    service.start({ concurrency: 2 });
    await queue.waitFor(() => started.length === 2);
    expect(service.work.count).toBe(2);
    const takes = queue.requestsOf('job-take').map(({ url }) => url.searchParams.get('job_in_progress'));
    expect(takes).toEqual(['0', '1']);
    gates.get('the-job-1')?.();
    await queue.waitFor(() => started.includes('the-job-3'));
    gates.get('the-job-2')?.();
    gates.get('the-job-3')?.();
    await queue.answersOf('the-job-1', 'the-job-2', 'the-job-3');
    expect(started).toEqual(['the-job-1', 'the-job-2', 'the-job-3']);
  });

  it('pings at an interval, with the ids of its jobs', async () => {
    queue.faults.ping = [500, 'cut'];
    service.start();
    const idsOf = () => queue.requestsOf('ping').map(({ url }) => url.searchParams.get('job_id'));
    await queue.waitFor(() => idsOf().length >= 4);
    expect(new Set(idsOf())).toEqual(new Set([null]));
    queue.addJobs(job('the-job-1', 'hold'));
    await queue.waitFor(() => idsOf().filter((id) => id === 'the-job-1').length >= 3);
    gates.get('the-job-1')?.();
    await queue.answersOf('the-job-1');
    await queue.waitFor(() => idsOf().at(-1) === null);
    expect(queue.requestsOf('ping').every(({ url }) => url.pathname === '/v2/endpoint1/ping/pod1')).toBe(true);
  });

  it.each([
    ['was lost with the connection', 'cut' as const, 2],
    ['was refused for the moment', 503, 1],
    ['was one too many', 429, 1],
  ])('hands an answer in again that %s', async (_, fault, heard) => {
    queue.faults['job-done'] = [fault];
    queue.addJobs(job('the-job-1'), job('the-job-2'));
    service.start();
    await queue.answersOf('the-job-2');
    expect(queue.outputs.filter(({ jobId }) => jobId === 'the-job-1')).toHaveLength(heard);
    expect(new Set(queue.outputs.map(({ result }) => JSON.stringify(result))).size).toBe(1);
    expect(started).toEqual(['the-job-1', 'the-job-2']);
  });

  it('gives an answer up after three tries, and hands it in when the job comes again', async () => {
    queue.faults['job-done'] = [500, 502, 503];
    queue.addJobs(job('the-job-1'), job('the-job-2'));
    service.start();
    await queue.answersOf('the-job-2');
    expect(queue.outputs.map(({ jobId }) => jobId)).toEqual(['the-job-2']);
    const tries = queue.requestsOf('job-done').map(({ url }) => url.pathname.split('/').at(-1));
    expect(tries).toEqual(['the-job-1', 'the-job-1', 'the-job-1', 'the-job-2']);
    queue.addJobs(job('the-job-1'));
    await queue.answersOf('the-job-1');
    expect(started).toEqual(['the-job-1', 'the-job-2']);
  });

  it('hands an answer in once that is refused for good', async () => {
    queue.faults['job-done'] = [404];
    queue.addJobs(job('the-job-1'), job('the-job-2'));
    service.start();
    await queue.answersOf('the-job-2');
    expect(queue.requestsOf('job-done')).toHaveLength(2);
  });

  it('runs a job once that is handed out twice', async () => {
    queue.addJobs(job('the-job-1', 'hold'), job('the-job-1', 'hold'), job('the-job-2'));
    service.start({ concurrency: 3 });
    await queue.answersOf('the-job-2');
    gates.get('the-job-1')?.();
    await queue.answersOf('the-job-1');
    queue.addJobs(job('the-job-1', 'hold'));
    await queue.waitFor(() => queue.outputs.filter(({ jobId }) => jobId === 'the-job-1').length === 2);
    expect(started.filter((id) => id === 'the-job-1')).toHaveLength(1);
  });

  it.each<[string, FakeRunpodQueue['faults'][string]]>([
    ['rate limited', [429, 429]],
    ['out of order', [500, 503, 'cut']],
    ['without a job', [204, 400, 204]],
    ['that asks for patience', [{ status: 429, retryAfter: 0.01 }]],
    ['that talks nonsense', [{ raw: '<html>' }, { raw: '"job"' }, { raw: '[]' }, { raw: '' }]],
  ])('goes on with a queue %s', async (_, faults) => {
    queue.faults['job-take'] = [...faults];
    queue.addJobs(job('the-job-1'));
    service.start();
    await queue.answersOf('the-job-1');
    expect(queue.requestsOf('job-take').length).toBeGreaterThan(faults.length);
  });

  it.each([
    ['no id', { input: { path: '/v1/research' } }],
    ['an id that is none', { id: 7, input: {} }],
    ['an empty id', { id: '', input: {} }],
    ['nothing at all', null],
  ])('passes by a job with %s', async (_, malformed) => {
    queue.addJobs(malformed, job('the-job-1'));
    service.start();
    await queue.answersOf('the-job-1');
    expect(queue.outputs).toHaveLength(1);
  });

  it('reports a job as failed when the service is unreachable, and runs it when it comes again', async () => {
    let isBroken = true;
    queue.addJobs(job('the-job-1'));
    service.start({}, (request) => (isBroken ? Promise.reject(new Error('inner detail')) : injection(request)));
    const [failed] = await queue.answersOf('the-job-1');
    expect(failed).toEqual({ error: 'The job could not be run; the log has the details under its id' });
    isBroken = false;
    queue.addJobs(job('the-job-1'));
    await queue.waitFor(() => queue.outputs.length === 2);
    expect(queue.outputs[1]?.result.output?.status_code).toBe(200);
  });

  it('logs neither its key nor what jobs ask', async () => {
    queue.faults['job-take'] = [500, 'cut', { raw: `{ "id": "${QUERY}` }];
    queue.faults['job-done'] = [500, 404];
    queue.addJobs(job('the-job-1'), job('the-job-2'), { id: 'the-job-3', input: { path: QUERY } });
    service.start();
    await queue.answersOf('the-job-2', 'the-job-3');
    const lines = JSON.stringify(logged.flatMap(({ mock }) => mock.calls));
    expect(lines).toContain('the-job-1');
    expect(lines).not.toContain(QUEUE_KEY);
    expect(lines).not.toContain(QUERY);
    expect(lines).not.toContain('http://');
  });
});
