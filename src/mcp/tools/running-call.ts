import { Logger } from '@nestjs/common';
import type { Caller } from '../../access/caller.js';
import { withTimeout } from '../../resilience/timeout.js';
import type { ToolCall } from './mcp.tool.js';

/** The share of the time for an answer after which work continues in the background. */
const DETACH_AFTER = 0.9;

/** One call of a tool while it runs, until its client has the answer and its background work is done. */
export class RunningCall implements ToolCall {
  private readonly logger = new Logger(RunningCall.name);
  private detached: Promise<unknown> | undefined;
  private controller: AbortController | undefined;
  private isCancelled = false;
  /** When the work continues in the background, by `performance.now()`. */
  private readonly detachesAt: number;

  /**
   * @param limitMs time for the answer
   * @param clientAbort aborted when the client goes
   */
  constructor(
    readonly caller: Caller,
    limitMs: number,
    private readonly clientAbort: AbortSignal,
  ) {
    this.detachesAt = performance.now() + limitMs * DETACH_AFTER;
  }

  /** Made on first use: most tools are done before a client could go. */
  get signal(): AbortSignal {
    this.controller ??= this.listen();
    return this.controller.signal;
  }

  /** Stops the tool as soon as it can be stopped. */
  readonly cancel = (): void => {
    this.isCancelled = true;
    this.controller?.abort();
  };

  readonly finishOrDetach = <Result>(work: Promise<Result>): Promise<Result | undefined> =>
    withTimeout(work, Math.max(0, this.detachesAt - performance.now()), () => {
      this.detach();
      this.detached = work.catch((error: unknown) => {
        this.logger.warn({ err: error }, 'Background work of a tool failed');
      });
      return undefined;
    });

  /** From now on it does not matter whether the client goes. */
  detach(): void {
    if (this.controller !== undefined) this.clientAbort.removeEventListener('abort', this.cancel);
  }

  /** Waits for what continues after the answer. */
  async backgroundDone(): Promise<void> {
    await this.detached;
  }

  private listen(): AbortController {
    const controller = new AbortController();
    if (this.clientAbort.aborted || this.isCancelled) controller.abort();
    else this.clientAbort.addEventListener('abort', this.cancel, { once: true });
    return controller;
  }
}
