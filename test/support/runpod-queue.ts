import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';

/**
 * What the queue does with a request instead of answering it well: a status, a connection that is cut, or a job that comes
 * by half, and the rest of it later.
 */
export type Fault = number | 'cut' | { status: number; retryAfter: number } | { raw: string } | { halfAfterMs: number };

/** One request of a worker. */
export interface QueueRequest {
  kind: string;
  url: URL;
  method: string;
  headers: IncomingHttpHeaders;
  at: number;
}

/** An answer that the queue took, whether the worker heard that or not. */
export interface JobOutput extends QueueRequest {
  jobId: string;
  result: { output?: { status_code: number; body: Record<string, unknown> }; error?: string };
}

/** How long a question is held open that has no answer yet. */
const HOLD_MS = 150;
export const QUEUE_KEY = 'key-of-the-queue';
export const WORKER_ID = 'pod1';

/** A queue of RunPod's over real HTTP, for one worker. */
export class FakeRunpodQueue {
  readonly requests: QueueRequest[] = [];
  readonly outputs: JobOutput[] = [];
  /** What is done with the coming requests of a kind, before they are answered well again. */
  readonly faults: Record<string, Fault[]> = { 'job-take': [], 'job-done': [], ping: [], 'job-stop': [] };
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private readonly changes = new EventTarget();
  private readonly waiting: unknown[] = [];
  private readonly stopped: string[] = [];

  /** What RunPod sets for its workers. */
  get variables(): Record<string, string> {
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v2/endpoint1`;
    return {
      RUNPOD_WEBHOOK_GET_JOB: `${url}/job-take/$ID?gpu=none`,
      RUNPOD_WEBHOOK_POST_OUTPUT: `${url}/job-done/$RUNPOD_POD_ID/$ID?gpu=none`,
      RUNPOD_WEBHOOK_PING: `${url}/ping/$RUNPOD_POD_ID?gpu=none`,
      RUNPOD_AI_API_KEY: QUEUE_KEY,
      RUNPOD_POD_ID: WORKER_ID,
    };
  }

  async start(): Promise<this> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Hands these out, one at a time, as they are. */
  addJobs(...jobs: unknown[]): void {
    this.waiting.push(...jobs);
    this.changed();
  }

  cancel(...jobIds: string[]): void {
    this.stopped.push(...jobIds);
    this.changed();
  }

  requestsOf(kind: string): QueueRequest[] {
    return this.requests.filter((request) => request.kind === kind);
  }

  /** Waits until `holds`, which is evaluated at every change. */
  async waitFor(holds: () => boolean, timeoutMs = 20_000): Promise<void> {
    const signal = AbortSignal.timeout(timeoutMs);
    while (!holds()) await once(this.changes, 'change', { signal });
  }

  /** Waits for the answers to these jobs, in this order. */
  async answersOf(...jobIds: string[]): Promise<JobOutput['result'][]> {
    const found = () => jobIds.map((id) => this.outputs.find(({ jobId }) => jobId === id)?.result);
    await this.waitFor(() => !found().includes(undefined));
    return found() as JobOutput['result'][];
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://queue');
    const [, , , kind = '', worker, jobId = ''] = url.pathname.split('/');
    const { headers, method = '' } = request;
    const seen = { kind, url, method, headers, at: performance.now() };
    const body = await text(request);
    this.requests.push(seen);
    const fault = this.faults[kind]?.shift();
    // What is cut was heard all the same.
    if (kind === 'job-done' && (fault === undefined || fault === 'cut')) {
      this.outputs.push({ ...seen, jobId: decodeURIComponent(jobId), result: JSON.parse(body) });
    }
    this.changed();
    if (worker !== WORKER_ID || headers.authorization !== QUEUE_KEY) reply(response, 401);
    else if (typeof fault === 'object' && 'halfAfterMs' in fault) await halve(response, this.waiting.shift(), fault);
    else if (fault !== undefined) fail(response, fault);
    else if (kind === 'job-take') await this.hold(response, this.waiting, (jobs) => jobs.shift());
    else if (kind === 'job-stop') await this.hold(response, this.stopped, (ids) => ({ jobsToStop: ids.splice(0) }));
    else reply(response, 200, {});
  }

  private async hold<T>(response: ServerResponse, store: T[], take: (store: T[]) => unknown): Promise<void> {
    const isReady = () => store.length > 0 || response.destroyed;
    await this.waitFor(isReady, HOLD_MS).catch(() => undefined);
    if (response.destroyed) return;
    if (store.length === 0) reply(response, 204);
    else reply(response, 200, take(store));
  }

  private changed(): void {
    this.changes.dispatchEvent(new Event('change'));
  }
}

async function halve(response: ServerResponse, job: unknown, { halfAfterMs }: { halfAfterMs: number }): Promise<void> {
  const text = JSON.stringify(job);
  const half = Math.floor(text.length / 2);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(text.slice(0, half));
  await sleep(halfAfterMs);
  response.end(text.slice(half));
}

function fail(response: ServerResponse, fault: Exclude<Fault, { halfAfterMs: number }>): void {
  if (fault === 'cut') response.destroy();
  else if (typeof fault === 'number') reply(response, fault);
  else if ('raw' in fault) response.writeHead(200, { 'content-type': 'application/json' }).end(fault.raw);
  else response.writeHead(fault.status, { 'retry-after': String(fault.retryAfter) }).end();
}

function reply(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
