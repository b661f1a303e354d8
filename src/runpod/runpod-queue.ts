import { type Dispatcher, fetch } from 'undici';
import { viaProxy } from '../outbound/outbound-dispatcher.js';
import type { OutboundSettings } from '../outbound/outbound.settings.js';
import { QueueRefusal } from './queue-failure.js';
import { type QueueAddress, fill, withParameter } from './queue-address.js';

/** RunPod holds these requests open until it has a job or a cancellation. */
const LONG_POLL_MS = 90_000;
const ANSWER_MS = 30_000;
const HEARTBEAT_MS = 10_000;
/** Statuses for "no job"; RunPod answers 400 while it resumes a worker. */
const NO_JOB = [204, 400];

/** The parts of a request that is not a plain GET. */
interface RequestParts {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/**
 * The protocol between RunPod's queue and its workers, one method per request. Its only description is RunPod's own
 * worker: github.com/runpod/runpod-python, `runpod/serverless/modules`.
 */
export class RunpodQueue {
  private readonly proxy: Dispatcher | undefined;

  constructor(
    private readonly address: QueueAddress,
    outbound: OutboundSettings,
  ) {
    this.proxy = viaProxy(new URL(address.ping).origin, {}, outbound);
  }

  get canPollCancellations(): boolean {
    return this.address.stop !== undefined;
  }

  /**
   * Long-polls for a job; `undefined` if there is none.
   * @param isBusy whether this worker is running other jobs
   * @throws QueueRefusal, or the error of `fetch`
   */
  async take(isBusy: boolean, signal: AbortSignal): Promise<unknown> {
    return this.poll(withParameter(this.address.take, 'job_in_progress', isBusy ? '1' : '0'), signal);
  }

  /**
   * Long-polls for cancelled jobs, and returns their ids.
   * @throws QueueRefusal, or the error of `fetch`
   */
  async takeCancellations(signal: AbortSignal): Promise<string[]> {
    const answer = await this.poll(this.address.stop ?? '', signal);
    const ids: unknown = (answer as { jobsToStop?: unknown } | null | undefined)?.jobsToStop;
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  }

  /**
   * Reports that this worker is alive, and which jobs it runs.
   * @throws QueueRefusal, or the error of `fetch`
   */
  async sendHeartbeat(jobIds: string[], signal: AbortSignal): Promise<void> {
    const { ping } = this.address;
    await this.fetch(
      jobIds.length === 0 ? ping : withParameter(ping, 'job_id', jobIds.join(',')),
      signal,
      HEARTBEAT_MS,
    );
  }

  /**
   * Sends the result of a job: `{ output }` or `{ error }`.
   * @throws QueueRefusal, or the error of `fetch`
   */
  async send(jobId: string, result: object, signal: AbortSignal): Promise<void> {
    const url = withParameter(fill(this.address.output, { $ID: jobId }), 'isStream', 'false');
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-request-id': encodeURIComponent(jobId) };
    await this.fetch(url, signal, ANSWER_MS, { method: 'POST', headers, body: JSON.stringify(result) });
  }

  private async poll(url: string, signal: AbortSignal): Promise<unknown> {
    const text = await this.fetch(url, signal, LONG_POLL_MS).catch((error: unknown) => {
      if (error instanceof QueueRefusal && NO_JOB.includes(error.status)) return '';
      if (error instanceof DOMException && error.name === 'TimeoutError') return '';
      throw error;
    });
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }

  /** The body of a successful answer. `signal` aborts only until the answer begins: it may be a job, so it is read whole. */
  private async fetch(url: string, signal: AbortSignal, ms: number, init: RequestParts = {}): Promise<string> {
    const request = new AbortController();
    const abort = () => {
      request.abort(signal.reason);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const response = await fetch(url, {
      ...init,
      headers: { ...init.headers, authorization: this.address.apiKey },
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(ms)]),
      ...(this.proxy === undefined ? {} : { dispatcher: this.proxy }),
    }).finally(() => {
      signal.removeEventListener('abort', abort);
    });
    const text = await response.text();
    if (!response.ok) throw new QueueRefusal(response.status, retryAfterMs(response.headers));
    return text;
  }
}

function retryAfterMs(headers: Headers): number {
  const seconds = Number(headers.get('retry-after'));
  return seconds > 0 ? seconds * 1_000 : 0;
}
