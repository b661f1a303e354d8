/** A replica leases a hundredth of the limit at a time, and less near its end, so that others find something left. */
const SLICES_PER_LIMIT = 100n;
const LARGEST_SHARE_OF_ROOM = 4n;

/** All in pico-USD. */
export interface Claim {
  limit: bigint;
  /** Rows of the ledger in this period. */
  spent: bigint;
  /** Leases of other replicas. */
  leased: bigint;
  /** What the replica has reserved for calls, or settled without a row in the database yet. */
  held: bigint;
  /** What it has leased besides, and may hand out. */
  free: bigint;
  /** What its next call may cost at most; 0 if it only renews its lease. */
  needed: bigint;
}

export interface Grant {
  /** What the replica gets on top of what it keeps. */
  added: bigint;
  /** The part of its lease that exceeds the limit: reserved for calls under way, it is not there for others. */
  overdraft: bigint;
}

/**
 * What a replica gets. While anything is left, one call is granted also where it may cost more than that: what is spent in
 * the end exceeds the limit by one call at most, however many replicas there are. With nothing left, no call is granted.
 */
export function grantFor({ limit, spent, leased, held, free, needed }: Claim): Grant {
  const room = limit - spent - leased - held - free;
  const isLeft = room > 0n || (room === 0n && free > 0n);
  const added = needed > 0n && isLeft ? larger(needed, smaller(needed + sliceOf(limit, room), room)) : 0n;
  return { added, overdraft: larger(added - room, 0n) };
}

function sliceOf(limit: bigint, room: bigint): bigint {
  return smaller(limit / SLICES_PER_LIMIT, room / LARGEST_SHARE_OF_ROOM);
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
