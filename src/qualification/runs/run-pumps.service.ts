import { Injectable } from '@nestjs/common';
import { JobSettings } from '../../jobs/jobs.settings.js';
import { PeriodicWork } from '../../lifecycle/periodic-work.js';
import { runOutsideRequests } from '../../telemetry/request-context.js';
import { asksModels } from '../../leads/lead-score.js';
import { BatchPump } from './batch-pump.js';
import { LlmPump } from './llm-pump.js';
import { ProcessFacts } from './process-facts.js';
import { RunShare } from './run-share.js';
import { RunScorer } from './run-scorer.service.js';
import { RunToolbox } from './run-toolbox.js';

/** Runs that one process works on at the same time. */
const MOST_RUNS = 20;

/**
 * Works on every run that goes on, in each process that may run background jobs. A run needs all replicas, where a job has one;
 * and the leases on its leads say what a process that died had begun.
 */
@Injectable()
export class RunPumps extends PeriodicWork {
  protected readonly everyMs = 1_000;
  protected readonly failureMessage = 'Could not look for qualification runs';
  private readonly working = new Map<string, AbortController>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly tools: RunToolbox,
    private readonly scorer: RunScorer,
    private readonly jobs: JobSettings,
    private readonly process: ProcessFacts,
  ) {
    super();
  }

  override onApplicationBootstrap(): void {
    if (this.jobs.role === 'web' || !this.process.isServer) return;
    this.process.shutdown.onDraining(() => {
      this.stopping.abort();
    });
    super.onApplicationBootstrap();
  }

  protected async work(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    for (const { method, ...key } of await this.tools.runs.findActive()) {
      if (this.working.has(key.runId) || this.working.size >= MOST_RUNS) continue;
      const interruption = new AbortController();
      this.working.set(key.runId, interruption);
      const share = new RunShare(key, this.tools);
      const Pump = asksModels(method) ? LlmPump : BatchPump;
      const signal = AbortSignal.any([this.stopping.signal, interruption.signal]);
      void runOutsideRequests(() => this.pump(share, new Pump(share, this.scorer, signal)));
    }
  }

  /** Begins no more leads of a run in this process, until the next look; other processes notice by themselves. */
  interrupt(runId: string): void {
    this.working.get(runId)?.abort();
  }

  /** Never throws: a pump that fails is started again by the next look. */
  private async pump(share: RunShare, pump: LlmPump | BatchPump): Promise<void> {
    const { work } = this.process;
    work.begin(pump);
    try {
      await pump.run();
    } catch (error) {
      this.logger.warn({ err: error, run_id: share.key.runId }, 'A qualification run was interrupted');
    } finally {
      share.close();
      this.working.delete(share.key.runId);
      work.end(pump);
    }
  }
}
