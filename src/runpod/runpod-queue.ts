import { type QueueAddress, fill, withParameter } from './queue-address.js';

/** RunPod holds these requests open until it has something to say. */
const LONG_POLL_MS = 90_000;
const ANSWER_MS = 30_000;
const BEAT_MS = 10_000;
/** No job; the second is what RunPod says while it thaws a worker. */
const NONE = [204, 400];

/** What a request has that is more than a question. */
interface OutputRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** RunPod's queue said something else than yes; holds no address and no key. */
export class QueueRefusal extends Error {
  /** @param retryAfterMs how long RunPod asks to be left alone, in ms */
  constructor(
    readonly status: number,
    readonly retryAfterMs: number,
  ) {
    super(`RunPod's queue answered ${status}`);
    this.name = 'QueueRefusal';
  }

  /** Whether the same may be accepted later. */
  get isPassing(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

/**
 * The protocol between RunPod's queue and its workers, one method a request. There is no description of it but RunPod's
 * own worker: github.com/runpod/runpod-python, `runpod/serverless/modules`.
 */
export class RunpodQueue {
  constructor(private readonly address: QueueAddress) {}

  get hasStopChannel(): boolean {
    return this.address.stop !== undefined;
  }

  /**
   * Waits for a job, for a while; gives `undefined` if there is none.
   * @param isBusy whether this worker runs others meanwhile
   * @throws QueueRefusal, and whatever keeps the request from being answered
   */
  async take(isBusy: boolean, signal: AbortSignal): Promise<unknown> {
    return this.poll(withParameter(this.address.take, 'job_in_progress', isBusy ? '1' : '0'), signal);
  }

  /**
   * Waits, for a while, for jobs that are to be stopped, and gives their ids.
   * @throws QueueRefusal, and whatever keeps the request from being answered
   */
  async jobsToStop(signal: AbortSignal): Promise<string[]> {
    const told = await this.poll(this.address.stop ?? '', signal);
    const ids: unknown = (told as { jobsToStop?: unknown } | null | undefined)?.jobsToStop;
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  }

  /**
   * Tells that this worker is alive, and which jobs it runs.
   * @throws QueueRefusal, and whatever keeps the request from being answered
   */
  async beat(jobIds: string[], signal: AbortSignal): Promise<void> {
    const { ping } = this.address;
    await this.fetch(jobIds.length === 0 ? ping : withParameter(ping, 'job_id', jobIds.join(',')), signal, BEAT_MS);
  }

  /**
   * Hands in what became of a job: `{ output }` or `{ error }`.
   * @throws QueueRefusal, and whatever keeps the request from being answered
   */
  async send(jobId: string, result: object, signal: AbortSignal): Promise<void> {
    const url = withParameter(fill(this.address.output, { $ID: jobId }), 'isStream', 'false');
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-request-id': encodeURIComponent(jobId) };
    await this.fetch(url, signal, ANSWER_MS, { method: 'POST', headers, body: JSON.stringify(result) });
  }

  private async poll(url: string, signal: AbortSignal): Promise<unknown> {
    const text = await this.fetch(url, signal, LONG_POLL_MS).catch((error: unknown) => {
      if (error instanceof QueueRefusal && NONE.includes(error.status)) return '';
      if (error instanceof DOMException && error.name === 'TimeoutError') return '';
      throw error;
    });
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }

  /** The text of an answer that says yes, within `ms`. What has begun to come is read whole: it may be a job. */
  private async fetch(url: string, signal: AbortSignal, ms: number, init: OutputRequest = {}): Promise<string> {
    const asking = new AbortController();
    const giveUp = () => {
      asking.abort(signal.reason);
    };
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    const response = await fetch(url, {
      ...init,
      headers: { ...init.headers, authorization: this.address.apiKey },
      signal: AbortSignal.any([asking.signal, AbortSignal.timeout(ms)]),
    }).finally(() => {
      signal.removeEventListener('abort', giveUp);
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
