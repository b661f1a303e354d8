import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { noteWait } from '../../telemetry/request-context.js';
import { RateLimitWindowsRepository } from './rate-limit-windows.repository.js';

/** A replica leases a hundredth of a minute's limit at a time, so it writes at most about a hundred times a minute. */
const LEASES_PER_WINDOW = 100;
/** How long a replica counts alone before it tries a failed database again. */
const ALONE_MS = 5_000;
/** Most keys, and most addresses, of which a lease is remembered. */
const MOST_SUBJECTS = 10_000;
const SWEEP_EVERY_MS = 3_600_000;

export interface Count {
  /** Requests in this minute, over all replicas as far as this one knows. */
  current: number;
  /** Until the next minute begins, in ms. */
  ttl: number;
}

interface Lease {
  /** The common count when the lease was taken, the lease included. */
  used: number;
  /** What is left of the lease; negative for requests beyond the limit. */
  left: number;
  endsAt: number;
}

/**
 * Counts the requests of each subject a minute, over all replicas and never beyond the limit: each replica leases a
 * share of the common count in PostgreSQL, and writes again only when its share is used up.
 */
@Injectable()
export class RateLimiter implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(RateLimiter.name);
  private readonly leases = new Map<string, Lease>();
  /** Apart from those of keys, as there is no end of addresses. */
  private readonly addressLeases = new Map<string, Lease>();
  private readonly renewals = new Map<string, Promise<void>>();
  private sweeper: NodeJS.Timeout | undefined;

  constructor(private readonly windows: RateLimitWindowsRepository) {}

  onApplicationBootstrap(): void {
    this.sweeper = setInterval(() => {
      this.windows.deleteStale().catch((error: unknown) => {
        this.logger.debug({ err: error }, 'Could not delete old rate limit windows');
      });
    }, SWEEP_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweeper);
  }

  /** Whether `subject` is beyond its limit until its minute ends, as far as is known without a query. */
  isOver(subject: string, limit: number): boolean {
    const lease = this.leasesOf(subject).get(subject);
    return lease !== undefined && lease.endsAt > performance.now() && isUsedUp(lease, limit);
  }

  /** Counts one more request of `subject`; never throws, since a limit that cannot be read must not stop the service. */
  async count(subject: string, limit: number): Promise<Count> {
    for (;;) {
      const lease = this.leasesOf(subject).get(subject);
      if (lease !== undefined && lease.endsAt > performance.now()) {
        const isOver = isUsedUp(lease, limit);
        if (lease.left > 0 || isOver) return take(lease, isOver);
      }
      const startedAt = performance.now();
      await this.renew(subject, limit);
      // Also where another request has made the attempt.
      noteWait(performance.now() - startedAt);
    }
  }

  /** Concurrent requests share one renewal. */
  private renew(subject: string, limit: number): Promise<void> {
    const known = this.renewals.get(subject);
    if (known !== undefined) return known;
    const renewal = this.lease(subject, limit).finally(() => this.renewals.delete(subject));
    this.renewals.set(subject, renewal);
    return renewal;
  }

  private leasesOf(subject: string): Map<string, Lease> {
    return subject.startsWith('address:') ? this.addressLeases : this.leases;
  }

  private async lease(subject: string, limit: number): Promise<void> {
    const size = Math.max(1, Math.floor(limit / LEASES_PER_WINDOW));
    const leases = this.leasesOf(subject);
    leases.delete(subject);
    makeRoom(leases);
    // Taken before the query: a lease that outlived its minute would add to the limit of the next one.
    const startedAt = performance.now();
    try {
      const { used, remainingMs } = await this.windows.add(subject, size);
      const before = used - size;
      const granted = Math.max(0, Math.min(size, limit - before));
      leases.set(subject, { used: Math.min(used, limit), left: granted, endsAt: startedAt + remainingMs });
    } catch (error) {
      this.logger.warn({ err: error }, 'Rate limits are counted on this replica alone for a few seconds');
      leases.set(subject, { used: limit, left: limit, endsAt: performance.now() + ALONE_MS });
    }
  }
}

function isUsedUp({ used, left }: Lease, limit: number): boolean {
  return used - left >= limit;
}

/** Forgets the leases that were taken first, not all: with a lease, its share of the limit is lost. */
function makeRoom(leases: Map<string, Lease>): void {
  for (const subject of leases.keys()) {
    if (leases.size < MOST_SUBJECTS) return;
    leases.delete(subject);
  }
}

function take(lease: Lease, isOver: boolean): Count {
  const ttl = lease.endsAt - performance.now();
  if (isOver) return { current: lease.used + 1, ttl };
  lease.left--;
  return { current: lease.used - lease.left, ttl };
}
