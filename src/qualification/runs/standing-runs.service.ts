import { Injectable } from '@nestjs/common';
import { JobSettings } from '../../jobs/jobs.settings.js';
import { PeriodicWork } from '../../lifecycle/periodic-work.js';
import { ProcessFacts } from './process-facts.js';
import { RunTakeOvers } from './run-take-overs.repository.js';
import { RunSettings } from './runs.settings.js';
import { TakeOverTime } from './take-over-time.js';

/** So often within the time of a lease it is looked for them. */
const LOOKS = 4;

/**
 * Takes leads of paused and cancelled runs from processes that are gone. Of runs that go on, those who work on them do so; here
 * no other process would, and the leads would stay under way.
 */
@Injectable()
export class StandingRuns extends PeriodicWork {
  protected readonly everyMs: number;
  protected readonly failureMessage = 'Could not look for leads of runs that stand still';
  private readonly time: TakeOverTime;

  constructor(
    private readonly takeOvers: RunTakeOvers,
    private readonly jobs: JobSettings,
    private readonly process: ProcessFacts,
    settings: RunSettings,
  ) {
    super();
    const leaseMs = settings.leaseSeconds * 1_000;
    this.everyMs = leaseMs / LOOKS;
    this.time = new TakeOverTime(leaseMs);
  }

  override onApplicationBootstrap(): void {
    if (this.jobs.role !== 'web' && this.process.isServer) super.onApplicationBootstrap();
  }

  protected async work(): Promise<void> {
    const runs = await this.takeOvers.findStanding();
    if (!this.time.isDue()) return;
    for (const run of runs) await this.takeOvers.takeOver(run);
  }
}
