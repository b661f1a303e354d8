import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { SharedRead } from '../../resilience/shared-read.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { ShutdownState } from '../../lifecycle/shutdown-state.js';
import { pause } from '../../resilience/back-off.js';
import type { RunState } from './qualification-run.entity.js';
import { RunResponse } from './run.dto.js';
import { RunToolbox } from './run-toolbox.js';
import type { CountedRun } from './runs.repository.js';

const LOOK_EVERY_MS = 1_000;
/** Proxies close connections on which nothing is sent. */
const HEARTBEAT_MS = 15_000;
const FINISHED: readonly RunState[] = ['completed', 'cancelled', 'failed'];

/** How runs go on, as server-sent events. */
@Injectable()
export class RunEvents {
  /** One look for all who watch the same run. */
  private readonly looks: SharedRead<string, CountedRun>;

  constructor(
    private readonly tools: RunToolbox,
    private readonly shutdown: ShutdownState,
  ) {
    this.looks = new SharedRead((key) => {
      const [workspace = '', id = ''] = key.split('/');
      return tools.runs.get(workspace as WorkspaceId, id);
    });
  }

  /**
   * `progress` with the run whenever it has changed, and `done` when it is over. Each event holds all there is to know, so that
   * a client that comes back with `Last-Event-ID` gets what is new, in one event.
   * @throws RunNotFoundError
   */
  async stream(
    workspace: WorkspaceId,
    id: string,
    lastEventId: string | undefined,
    signal: AbortSignal,
  ): Promise<Readable> {
    const first = await this.tools.runs.get(workspace, id);
    const ending = new AbortController();
    const stopListening = this.shutdown.onDraining(() => {
      ending.abort();
    });
    const events = this.events(first, Number(lastEventId), AbortSignal.any([signal, ending.signal]));
    return Readable.from(events, { objectMode: false }).once('close', stopListening);
  }

  private async *events(first: CountedRun, seen: number, signal: AbortSignal): AsyncGenerator<string> {
    let run = first;
    let version = Number.isInteger(seen) ? seen : -1;
    let sentAt = performance.now();
    for (;;) {
      const isOver = FINISHED.includes(run.state) && run.inFlight === 0;
      if (run.version !== version || isOver) {
        yield event(isOver ? 'done' : 'progress', run);
        version = run.version;
        sentAt = performance.now();
      } else if (performance.now() - sentAt >= HEARTBEAT_MS) {
        yield ': still here\n\n';
        sentAt = performance.now();
      }
      if (isOver) return;
      await pause(LOOK_EVERY_MS, signal);
      if (signal.aborted) return;
      run = await this.looks.get(`${run.workspaceId}/${run.id}`);
    }
  }
}

/** JSON has no line breaks of its own, so one line holds it. */
function event(name: string, run: CountedRun): string {
  return `event: ${name}\nid: ${run.version}\ndata: ${JSON.stringify(RunResponse.from(run))}\n\n`;
}
