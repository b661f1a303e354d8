import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { LeadEntity } from '../../leads/lead.entity.js';
import { type ScoringClaim, ScoringClaimsRepository } from './scoring-claims.repository.js';

/** Three times within a lease, so that one lost renewal costs nothing. */
const EVERY_MS = 1_500;

/** Renews the claims of this process while it scores; those of a process that died expire. */
@Injectable()
export class ScoringClaims implements OnApplicationShutdown {
  private readonly logger = new Logger(ScoringClaims.name);
  private readonly held = new Set<ScoringClaim>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly claims: ScoringClaimsRepository) {}

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /**
   * Takes the claim of a lead unless another one holds it.
   * @returns whose claim it is, and, if it is this one, the lead as it is; `undefined` if there is no such lead
   */
  async take(claim: ScoringClaim): Promise<{ holder: string; lead: LeadEntity | undefined } | undefined> {
    const taken = await this.claims.take(claim);
    if (taken?.lead === undefined) return taken;
    this.hold(claim);
    return taken;
  }

  /** Renews a claim that was taken, until it is released or forgotten. */
  hold(claim: ScoringClaim): void {
    this.held.add(claim);
    this.timer ??= setInterval(() => void this.renew(), EVERY_MS).unref();
  }

  /** Stops renewing a claim that is released elsewhere. */
  forget(claim: ScoringClaim): void {
    this.held.delete(claim);
  }

  /** Whether the process that holds the claim is still at work. */
  isHeld(claim: ScoringClaim): Promise<boolean> {
    return this.claims.isHeld(claim);
  }

  /** Never throws: a claim that cannot be released expires. */
  async release(claim: ScoringClaim): Promise<void> {
    this.held.delete(claim);
    try {
      await this.claims.release(claim);
    } catch (error) {
      this.logger.warn({ err: error }, 'Could not release the claim of a lead that was scored');
    }
  }

  /** Never throws: what cannot be renewed now is tried again. */
  private async renew(): Promise<void> {
    if (this.held.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
      return;
    }
    try {
      await this.claims.renew([...this.held]);
    } catch (error) {
      this.logger.warn({ err: error }, 'Could not renew the claims of leads that are being scored');
    }
  }
}
