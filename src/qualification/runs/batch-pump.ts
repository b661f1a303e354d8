import { TurnBudget } from '../../resilience/turn-budget.js';
import { pause } from '../../resilience/back-off.js';
import type { ItemResult } from './run-results.repository.js';
import type { RunShare } from './run-share.js';
import type { RunScorer } from './run-scorer.service.js';

/** Leads of one batch: one transaction to take them, and one to record their scores. */
const AT_ONCE = 500;
/** While one batch is recorded, the next one is scored. */
const LANES = 2;
/** Leads that are scored in one turn of the event loop: some milliseconds. */
const SCORED_AT_ONCE = 25;
/** Before it is looked again whether another replica has finished its last leads, in ms. */
const OTHERS_MS = 200;

/** Scores the leads of a run without language models, batch by batch, until the run stands still. */
export class BatchPump {
  private readonly turns = new TurnBudget(SCORED_AT_ONCE);

  constructor(
    private readonly share: RunShare,
    private readonly scorer: RunScorer,
    private readonly signal: AbortSignal,
  ) {}

  /** Resolves when this replica has nothing left to do for the run. */
  async run(): Promise<void> {
    const lanes = Array.from({ length: LANES }, () => this.work());
    const [failed] = (await Promise.allSettled(lanes)).filter(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  private async work(): Promise<void> {
    const { key, tools } = this.share;
    while (!this.signal.aborted) {
      const run = await this.share.beat();
      if (run === undefined) return;
      const { ready } = await this.share.claim(AT_ONCE, false);
      if (ready.length === 0) {
        if (await tools.runs.complete(key.workspace, key.runId)) return;
        await pause(OTHERS_MS, this.signal);
        continue;
      }
      const plan = await this.scorer.planOf(key.workspace, run.method);
      const results: ItemResult[] = [];
      for (const one of ready) {
        await this.turns.wait(1);
        const qualification = this.scorer.scoreAlone(plan, one);
        results.push({ position: one.position, leadId: one.leadId, qualification, costPicoUsd: null });
      }
      await this.share.recordAll(results);
    }
  }
}
