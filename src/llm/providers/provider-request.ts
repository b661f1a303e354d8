import type { Dispatcher } from 'undici';
import { type ProviderResponse, ReceivedBody } from './answers/received-body.js';

/** Statuses below come before the response that counts. */
const FIRST_FINAL_STATUS = 200;

/**
 * One request over undici's connections, by its `dispatch`, on which `request` stands too: that one makes a stream, an async
 * resource and two more promises for each response, which take as long as all else that undici does.
 */
class ProviderRequest implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private body: ReceivedBody | undefined;

  constructor(
    private readonly signal: AbortSignal,
    private readonly resolve: (response: ProviderResponse) => void,
    private readonly reject: (error: Error) => void,
  ) {
    signal.addEventListener('abort', this.onAbort, { once: true });
  }

  /** Also while the request waits for a connection, of which undici does not say when there will be one. */
  private readonly onAbort = () => {
    const reason = this.signal.reason as Error;
    this.controller?.abort(reason);
    this.reject(reason);
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.signal.aborted) controller.abort(this.signal.reason as Error);
    else this.controller = controller;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: ProviderResponse['headers'],
  ): void {
    if (statusCode < FIRST_FINAL_STATUS) return;
    this.body = new ReceivedBody(controller);
    this.resolve({ statusCode, headers, body: this.body });
  }

  onResponseData(_controller: Dispatcher.DispatchController, part: Buffer): void {
    this.body?.push(part);
  }

  onResponseEnd(): void {
    this.signal.removeEventListener('abort', this.onAbort);
    this.body?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.signal.removeEventListener('abort', this.onAbort);
    this.reject(error);
    this.body?.fail(error);
  }
}

/**
 * Sends a request and waits for the head of its response. Rejects with the reason of `signal` once that is aborted, and with
 * undici's error if the connection fails; what fails later, the body tells its reader.
 */
export function requestOver(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<ProviderResponse> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    else dispatcher.dispatch(options, new ProviderRequest(signal, resolve, reject));
  });
}
