import type { Caller } from '../../access/caller.js';
import { CostMeter } from '../../llm/router/cost-meter.js';
import type { ScoringPlan } from '../scoring-plans.service.js';
import type { PauseReason, QualificationRunEntity } from './qualification-run.entity.js';
import type { ItemResult } from './run-results.repository.js';
import { type ReadyLead, RunShare } from './run-share.js';
import type { RunScorer } from './run-scorer.service.js';
import { type Setback, setbackOf } from './run-setback.js';

/** How often a replica looks how the run is, in ms. */
const BEAT_MS = 500;
/** Calls without an answer, and none that has one in between, that make an outage. */
const OUTAGE_CALLS = 3;
const LONGEST_OUTAGE_PAUSE_MS = 300_000;
const FEWEST_AHEAD = 4;

/** What all calls of some moments have in common. */
interface Work {
  run: QualificationRunEntity;
  payer: Caller;
  plan: ScoringPlan;
}

/** A lead that was begun, with what its calls have cost by then. */
type PaidLead = ReadyLead & Pick<ItemResult, 'costPicoUsd'>;

/** Scores the leads of a run by language models, as many at a time as this replica may, until the run stands still. */
export class LlmPump {
  /** Claimed and not started, so that a call that ends is followed by another at once. */
  private readonly queue: ReadyLead[] = [];
  private readonly calls = new Set<Promise<void>>();
  /** Scored, and being recorded. */
  private readonly recording = new Set<Promise<void>>();
  private most = 1;
  private isOpen = true;
  private notBefore = 0;
  private succeededAt = -Infinity;
  private outageCalls = 0;
  private wake: () => void = () => undefined;

  constructor(
    private readonly share: RunShare,
    private readonly scorer: RunScorer,
    private readonly signal: AbortSignal,
  ) {}

  /** Resolves when this replica has nothing left to do for the run. */
  async run(): Promise<void> {
    this.signal.addEventListener('abort', () => {
      this.stop();
    });
    if (this.signal.aborted) this.stop();
    try {
      while (this.isOpen) await this.beat();
    } finally {
      this.isOpen = false;
      await this.share.putBack(this.queue.splice(0), 0, false);
      await Promise.allSettled([...this.calls]);
      await Promise.allSettled([...this.recording]);
    }
  }

  private async beat(): Promise<void> {
    const run = await this.share.beat();
    if (run === undefined) {
      this.stop();
      return;
    }
    const payer = await this.share.payer(run);
    if (payer === undefined) {
      await this.pauseRun('api_key');
      return;
    }
    const work: Work = { run, payer, plan: await this.scorer.planOf(run.workspaceId, run.method) };
    this.most = shareOf(run);
    this.notBefore = Math.max(this.notBefore, run.slowUntil?.getTime() ?? 0);
    const end = performance.now() + BEAT_MS;
    do {
      if (!(await this.fill(work))) break;
      await this.untilChange(end - performance.now());
    } while (this.isOpen && performance.now() < end);
  }

  /** Keeps leads at hand for the calls after those that are under way; `false` if the run is over. */
  private async fill(work: Work): Promise<boolean> {
    const wanted = this.most + Math.max(this.most, FEWEST_AHEAD) - this.calls.size - this.queue.length;
    if (Date.now() < this.notBefore || this.queue.length > this.most / 2 || wanted < 1) {
      this.begin(work);
      return true;
    }
    const { ready, isExhausted, isTooDear } = await this.share.claim(wanted, true);
    this.queue.push(...ready);
    this.begin(work);
    if (ready.length > 0 || this.calls.size > 0 || this.recording.size > 0) return true;
    if (isTooDear) await this.pauseRun('max_cost');
    else if (isExhausted && (await this.isCompleted())) this.stop();
    return this.isOpen;
  }

  /** A crash repeats what is not recorded yet, so a database that is slow slows the calls as well. */
  private get hasRoom(): boolean {
    return this.calls.size < this.most && this.recording.size < this.most;
  }

  private begin(work: Work): void {
    while (this.isOpen && this.hasRoom && Date.now() >= this.notBefore) {
      const next = this.queue.shift();
      if (next === undefined) return;
      if (!this.share.holds(next)) continue;
      const call = this.score(work, next).finally(() => {
        this.calls.delete(call);
        this.begin(work);
        this.wake();
      });
      this.calls.add(call);
    }
  }

  /** Ends with the call, so that the next one can begin; what came of it is recorded meanwhile. */
  private async score({ run, payer, plan }: Work, next: ReadyLead): Promise<void> {
    const startedAt = performance.now();
    const costs = new CostMeter();
    let outcome: Promise<void>;
    try {
      const qualification = await this.scorer.scoreByModel(run, payer, plan, next, costs);
      this.succeededAt = performance.now();
      this.outageCalls = 0;
      outcome = this.record({ ...next, qualification, costPicoUsd: costOf(costs) });
    } catch (error) {
      outcome = this.onSetback(run, { ...next, costPicoUsd: costOf(costs) }, setbackOf(error), startedAt);
    }
    const recorded = outcome.catch((error: unknown) => {
      this.scorer.report(error, run.id);
    });
    this.recording.add(recorded);
    void recorded.finally(() => {
      this.recording.delete(recorded);
      this.begin({ run, payer, plan });
      this.wake();
    });
  }

  /** After the ledger: what is stored has its cost there, whatever ends the process. */
  private async record({ position, leadId, qualification, error, costPicoUsd }: ItemResult): Promise<void> {
    await this.scorer.flushLedger();
    await this.share.record({ position, leadId, qualification, error, costPicoUsd });
  }

  private async onSetback(
    run: QualificationRunEntity,
    next: PaidLead,
    setback: Setback,
    startedAt: number,
  ): Promise<void> {
    const { settings, runs } = this.share.tools;
    const putBack = (isCounted = false) => this.share.putBack([next], 0, isCounted, next.costPicoUsd);
    if (this.signal.aborted) return putBack();
    switch (setback.kind) {
      case 'failed':
        return this.record({ ...next, error: setback.error });
      case 'wait':
        this.notBefore = Math.max(this.notBefore, Date.now() + setback.ms);
        if (setback.isRateLimit) await runs.slowDown(run.workspaceId, run.id, setback.ms);
        return putBack();
      case 'budget':
        await putBack();
        return this.pauseRun('budget', setback.ms);
      case 'api_key':
        await putBack();
        return this.pauseRun('api_key');
      case 'outage': {
        // Where others are answered, it is the lead.
        const isItsOwn = this.succeededAt > startedAt;
        if (isItsOwn && next.attempt >= settings.attemptsMax) {
          return this.record({ ...next, error: setback.error });
        }
        await putBack(isItsOwn);
        if (++this.outageCalls < OUTAGE_CALLS || !this.isOpen) return;
        const ms = settings.outagePauseSeconds * 1_000 * 2 ** Math.min(run.outages, 10);
        return this.pauseRun('outage', Math.min(ms, LONGEST_OUTAGE_PAUSE_MS));
      }
      default:
        return setback satisfies never;
    }
  }

  private isCompleted(): Promise<boolean> {
    const { workspace, runId } = this.share.key;
    return this.share.tools.runs.complete(workspace, runId);
  }

  private async pauseRun(reason: PauseReason, resumeAfterMs?: number): Promise<void> {
    const { workspace, runId } = this.share.key;
    this.stop();
    await this.share.tools.runs.pause(workspace, runId, reason, resumeAfterMs);
  }

  private stop(): void {
    this.isOpen = false;
    this.wake();
  }

  private async untilChange(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(resolve, Math.max(1, ms), undefined);
    this.wake = () => {
      resolve(undefined);
    };
    await promise;
    clearTimeout(timer);
  }
}

/** How many calls this replica may have under way: replicas share the run's concurrency. */
function shareOf({ concurrency, replicas }: QualificationRunEntity): number {
  return Math.max(1, Math.floor(concurrency / Math.max(1, Object.keys(replicas).length)));
}

function costOf({ picoUsd }: CostMeter): string | null {
  return picoUsd === undefined ? null : String(picoUsd);
}
