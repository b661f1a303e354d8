/**
 * When expired leases may be taken over. While the database was away, no process could renew its own: those that come back first leave
 * the others the time of a lease for that.
 */
export class TakeOverTime {
  private seenAt = performance.now();
  private takesOverAt: number;

  constructor(private readonly leaseMs: number) {
    this.takesOverAt = this.seenAt + leaseMs;
  }

  /** Says that the database has answered just now, as it should several times in the time of a lease; whether it is time. */
  isDue(): boolean {
    const now = performance.now();
    if (now - this.seenAt > this.leaseMs / 2) this.takesOverAt = now + this.leaseMs;
    this.seenAt = now;
    return now >= this.takesOverAt;
  }
}
