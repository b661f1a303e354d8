import type { Caller } from '../../access/caller.js';
import type { ToolCall } from './mcp.tool.js';

/** One call of a tool while it runs, until nobody waits for it any more and what it left behind is done. */
export class RunningCall implements ToolCall {
  private readonly detached: Promise<unknown>[] = [];
  private stop: AbortController | undefined;
  private isGivenUp = false;

  /**
   * @param budgetMs time for the answer
   * @param hangUp aborted when the caller goes
   */
  constructor(
    readonly caller: Caller,
    readonly budgetMs: number,
    private readonly hangUp: AbortSignal,
  ) {}

  /** Made when it is first asked for: most tools are done before anybody could hang up. */
  get signal(): AbortSignal {
    this.stop ??= this.listen();
    return this.stop.signal;
  }

  /** Stops the tool, as soon as it can be stopped. */
  readonly giveUp = (): void => {
    this.isGivenUp = true;
    this.stop?.abort();
  };

  detach(work: Promise<unknown>): void {
    this.unlisten();
    this.detached.push(work);
  }

  /** Who hangs up from now on changes nothing. */
  unlisten(): void {
    if (this.stop !== undefined) this.hangUp.removeEventListener('abort', this.giveUp);
  }

  /** Waits for what goes on after the answer. */
  async detachedDone(): Promise<void> {
    await Promise.allSettled(this.detached);
  }

  private listen(): AbortController {
    const stop = new AbortController();
    if (this.hangUp.aborted || this.isGivenUp) stop.abort();
    else this.hangUp.addEventListener('abort', this.giveUp, { once: true });
    return stop;
  }
}
