import { Logger } from '@nestjs/common';
import { newId } from '../../ids/new-id.js';
import type { ScoringClaim } from '../claims/scoring-claims.repository.js';
import type { ScoringClaims } from '../claims/scoring-claims.service.js';
import type { RunItemsRepository } from './run-items.repository.js';
import type { RunTakeOvers } from './run-take-overs.repository.js';
import type { RunKey } from './runs.repository.js';
import type { RunSettings } from './runs.settings.js';
import { TakeOverTime } from './take-over-time.js';

/** So often within the time of a lease they are renewed. */
const RENEWALS = 4;

/** The leases of this process on leads of a run. It renews them, and takes those away that others do not renew. */
export class RunLeases {
  readonly id = newId();
  private readonly logger = new Logger(RunLeases.name);
  private readonly held = new Map<number, ScoringClaim>();
  private readonly timer: NodeJS.Timeout;
  private readonly time: TakeOverTime;

  constructor(
    private readonly key: RunKey,
    private readonly tools: {
      items: RunItemsRepository;
      takeOvers: RunTakeOvers;
      claims: ScoringClaims;
      settings: RunSettings;
    },
  ) {
    const leaseMs = tools.settings.leaseSeconds * 1_000;
    this.time = new TakeOverTime(leaseMs);
    this.timer = setInterval(() => void this.renew(), leaseMs / RENEWALS).unref();
  }

  hold(position: number, claim: ScoringClaim): void {
    this.held.set(position, claim);
  }

  /** Whether a lead is still this process's to score, as far as it knows. */
  has(position: number): boolean {
    return this.held.has(position);
  }

  forget(position: number): void {
    const claim = this.held.get(position);
    if (claim !== undefined) this.tools.claims.forget(claim);
    this.held.delete(position);
  }

  /** Ends what renews them. */
  close(): void {
    clearInterval(this.timer);
    for (const position of [...this.held.keys()]) this.forget(position);
  }

  private async renew(): Promise<void> {
    try {
      await this.renewOwn();
      if (this.time.isDue()) await this.tools.takeOvers.takeOver(this.key);
    } catch (error) {
      this.logger.warn({ err: error, run_id: this.key.runId }, 'Could not renew the leases of a run');
    }
  }

  /** What another process has taken away is not held any more. */
  private async renewOwn(): Promise<void> {
    if (this.held.size === 0) return;
    const before = [...this.held];
    const { leaseSeconds } = this.tools.settings;
    const positions = before.map(([position]) => position);
    const renewed = await this.tools.items.renew(this.key, { leaseId: this.id, leaseSeconds, positions });
    for (const [position, claim] of before) {
      const isLost = !renewed.has(position) && this.held.get(position) === claim;
      if (isLost) this.forget(position);
    }
  }
}
