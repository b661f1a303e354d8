import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { BudgetAccount } from './budget-account.js';
import type { Budget, BudgetBank, BudgetClock, LeaseAnswer, LeaseRequest } from './budget-bank.js';
import { grantFor } from './budget-grant.js';

const LEASE_MS = 60_000;
const DAY_MS = 86_400_000;
const MIDNIGHT = Date.parse('2026-11-28T00:00:00Z');

const TERMS = {
  ...{ workspaceId: 'w' as WorkspaceId, id: 'b', keyId: null, period: 'day', timeZone: 'UTC', mode: 'hard' },
  ...{ limitPicoUsd: 1_000n, updatedAt: new Date(0) },
} as const satisfies Budget;

class Clock implements BudgetClock {
  passed = 0;
  now = () => MIDNIGHT + this.passed;
  elapsed = () => this.passed;
}

/** What PostgreSQL keeps: the ledger's rows, and the leases of replicas. Answers arrive when `deliver` is called. */
class Bank {
  readonly leaseMs = LEASE_MS;
  readonly waiting: (() => void)[] = [];
  readonly leases = new Map<string, { picoUsd: bigint; period: number; expiresAt: number }>();
  readonly spent = new Map<number, bigint>();
  asked = 0;
  isAway = false;

  constructor(
    private readonly clock: Clock,
    private readonly deliversAtOnce = true,
  ) {}

  of(replica: string): BudgetBank {
    return { leaseMs: LEASE_MS, lease: (request) => this.lease(replica, request) };
  }

  spentIn(period: number): bigint {
    return this.spent.get(period) ?? 0n;
  }

  add(cost: bigint): void {
    const period = MIDNIGHT + Math.floor(this.clock.passed / DAY_MS) * DAY_MS;
    this.spent.set(period, this.spentIn(period) + cost);
  }

  private lease(replica: string, { budget, period, ...asked }: LeaseRequest): Promise<LeaseAnswer> {
    this.asked++;
    if (this.isAway) return Promise.reject(new Error('away'));
    const start = period.startsAt.getTime();
    const others = [...this.leases].filter(
      ([name, lease]) => name !== replica && lease.period === start && lease.expiresAt > this.clock.passed,
    );
    const leased = others.reduce((sum, [, { picoUsd }]) => sum + picoUsd, 0n);
    const spent = this.spentIn(start);
    const grant = grantFor({ limit: budget.limitPicoUsd, spent, leased, ...asked });
    const lease = {
      picoUsd: asked.held + asked.free + grant.added,
      period: start,
      expiresAt: this.clock.passed + LEASE_MS,
    };
    this.leases.set(replica, lease);
    const { promise, resolve } = Promise.withResolvers<LeaseAnswer>();
    this.waiting.push(() => {
      resolve({ spent, ...grant });
    });
    if (this.deliversAtOnce) this.deliver();
    return promise;
  }

  deliver(): void {
    this.waiting.shift()?.();
  }
}

interface Call {
  estimate: bigint;
  cost: bigint;
}

/** A process: its account, its calls under way, and its queue of rows. */
class Replica {
  recorded = 0;
  completed = 0;
  readonly account: BudgetAccount;
  calls: Call[] = [];
  rows: bigint[] = [];
  isDead = false;

  constructor(
    name: string,
    private readonly bank: Bank,
    clock: Clock,
    terms: Budget = TERMS,
  ) {
    this.account = new BudgetAccount(terms, bank.of(name), this, clock);
  }

  /** As a caller does, but for the waits. @returns how it ended */
  async call(call: Call): Promise<string> {
    for (let tries = 0; tries < 5 && !this.isDead; tries++) {
      const result = this.account.take(call.estimate) ? 'taken' : await this.account.lease(call.estimate);
      if (result === 'retry') continue;
      if (result === 'taken') this.calls.push(call);
      return result;
    }
    return 'retry';
  }

  finish(index = 0): void {
    const [call] = this.calls.splice(index % (this.calls.length || 1), 1);
    if (call === undefined) return;
    this.rows.push(call.cost);
    this.recorded++;
    this.account.settle(call.estimate, call.cost);
  }

  write(): void {
    for (const cost of this.rows.splice(0)) this.bank.add(cost);
    this.completed = this.recorded;
  }

  get unwritten(): bigint {
    return this.rows.reduce((sum, cost) => sum + cost, 0n);
  }
}

let clock: Clock;
let bank: Bank;

beforeEach(() => {
  clock = new Clock();
  bank = new Bank(clock);
});

describe('An account of a budget', () => {
  it('asks the database once for many calls', async () => {
    const replica = new Replica('a', bank, clock, { ...TERMS, limitPicoUsd: 1_000_000n });
    for (let count = 0; count < 1_000; count++) {
      expect(await replica.call({ estimate: 100n, cost: 1n })).toBe('taken');
      replica.finish();
      if (count % 50 === 0) replica.write();
    }
    expect(bank.asked).toBeLessThanOrEqual(2);
  });

  it('lets one call through while anything is left, however much the call may cost', async () => {
    const replica = new Replica('a', bank, clock);
    expect(await replica.call({ estimate: 5_000n, cost: 999n })).toBe('taken');
    expect(await replica.call({ estimate: 1n, cost: 1n })).toBe('reserved');
    replica.finish();
    replica.write();
    expect(await replica.call({ estimate: 5_000n, cost: 5_000n })).toBe('taken');
    replica.finish();
    replica.write();
    expect(await replica.call({ estimate: 1n, cost: 1n })).toBe('exceeded');
    expect(bank.spentIn(MIDNIGHT)).toBe(5_999n);
    expect(replica.account.remaining).toBe(0n);
  });

  it('does not hand out what a call beyond the limit did not use', async () => {
    const replica = new Replica('a', bank, clock);
    bank.add(999n);
    expect(await replica.call({ estimate: 500n, cost: 10n })).toBe('taken');
    await replica.account.sync();
    replica.finish();
    expect(replica.account.take(100n)).toBe(false);
    replica.write();
    expect(await replica.call({ estimate: 100n, cost: 1n })).toBe('exceeded');
  });

  it('says until when it is exceeded without a query, and takes calls again in the next period', async () => {
    const replica = new Replica('a', bank, clock);
    bank.add(1_000n);
    expect(await replica.call({ estimate: 1n, cost: 1n })).toBe('exceeded');
    const { asked } = bank;
    expect(await replica.call({ estimate: 1n, cost: 1n })).toBe('exceeded');
    expect(bank.asked).toBe(asked);
    expect(replica.account.resetsAt).toEqual(new Date('2026-11-29T00:00:00Z'));
    clock.passed = DAY_MS;
    expect(await replica.call({ estimate: 1n, cost: 1n })).toBe('taken');
  });

  it('counts a call that ends after midnight in the new period, and has reserved it there', async () => {
    const replica = new Replica('a', bank, clock);
    expect(await replica.call({ estimate: 900n, cost: 900n })).toBe('taken');
    clock.passed = DAY_MS;
    expect(await replica.call({ estimate: 50n, cost: 50n })).toBe('taken');
    const other = new Replica('b', bank, clock);
    expect(await other.call({ estimate: 200n, cost: 200n })).toBe('taken');
    expect(await other.call({ estimate: 200n, cost: 200n })).toBe('reserved');
  });

  it('takes over a new limit at once', async () => {
    const replica = new Replica('a', bank, clock);
    bank.add(1_000n);
    expect(await replica.call({ estimate: 1n, cost: 1n })).toBe('exceeded');
    replica.account.adopt({ ...TERMS, limitPicoUsd: 2_000n, updatedAt: new Date(1) });
    expect(await replica.call({ estimate: 1n, cost: 1n })).toBe('taken');
    replica.account.adopt(TERMS);
    expect(await replica.call({ estimate: 1n, cost: 1n })).toBe('taken');
    replica.account.adopt({ ...TERMS, limitPicoUsd: 0n, updatedAt: new Date(2) });
    expect(await replica.call({ estimate: 1n, cost: 1n })).toBe('exceeded');
  });

  it('gives back what is free when no call was made for a while, and is idle then', async () => {
    const replica = new Replica('a', bank, clock);
    await replica.call({ estimate: 10n, cost: 10n });
    replica.finish();
    replica.write();
    await replica.account.sync();
    expect(replica.account.isIdle).toBe(false);
    await replica.account.sync();
    expect(bank.leases.get('a')?.picoUsd).toBe(0n);
    expect(replica.account.isIdle).toBe(true);
  });

  it('is not idle while a call waits for money', async () => {
    bank.leases.set('other', { picoUsd: 1_000n, period: MIDNIGHT, expiresAt: LEASE_MS });
    const replica = new Replica('a', bank, clock);
    await replica.account.sync();
    expect(replica.account.isIdle).toBe(true);
    expect(await replica.call({ estimate: 1n, cost: 1n })).toBe('reserved');
    expect(replica.account.isIdle).toBe(false);
    await replica.account.giveBack();
    expect(replica.account.isIdle).toBe(true);
  });

  it('refuses nothing where it only warns, and knows what is left', async () => {
    const replica = new Replica('a', bank, clock, { ...TERMS, mode: 'warn' });
    expect(replica.account.take(1n)).toBe(false);
    await replica.account.sync();
    for (const left of [300n, 0n, 0n]) {
      expect(await replica.call({ estimate: 5_000n, cost: 700n })).toBe('taken');
      replica.finish();
      expect(replica.account.remaining).toBe(left);
    }
    replica.write();
    await replica.account.sync();
    expect(replica.account.take(1n)).toBe(true);
    expect(bank.leases.get('a')?.picoUsd).toBe(0n);
  });

  it('goes on with its lease while the database is away, and fails when the lease is used up or over', async () => {
    const replica = new Replica('a', bank, clock, { ...TERMS, limitPicoUsd: 100_000n });
    await replica.call({ estimate: 10n, cost: 10n });
    bank.isAway = true;
    expect(await replica.call({ estimate: 10n, cost: 10n })).toBe('taken');
    await expect(replica.call({ estimate: 10_000n, cost: 1n })).rejects.toThrow('away');
    clock.passed = LEASE_MS;
    await expect(replica.call({ estimate: 10n, cost: 1n })).rejects.toThrow('away');
    bank.isAway = false;
    expect(await replica.call({ estimate: 10n, cost: 1n })).toBe('taken');
  });

  it('takes a call that costs nothing without money', async () => {
    const replica = new Replica('a', bank, clock);
    bank.add(1_000n);
    expect(await replica.call({ estimate: 1n, cost: 1n })).toBe('exceeded');
    expect(await replica.call({ estimate: 0n, cost: 0n })).toBe('taken');
  });
});

describe('Replicas that share a budget', () => {
  const replicaIndex = fc.nat({ max: 2 });
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('call'), at: replicaIndex, amount: fc.nat({ max: 39 }) }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('finish'), at: replicaIndex, amount: fc.nat({ max: 9 }) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('deliver'), at: replicaIndex, amount: fc.nat() }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('write'), at: replicaIndex, amount: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('sync'), at: replicaIndex, amount: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash'), at: replicaIndex, amount: fc.nat() }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('pass'), at: replicaIndex, amount: fc.nat({ max: 15_000 }) }),
    },
  );

  const terms = { ...TERMS, limitPicoUsd: 200n };

  it('never spend more than the limit and one call, whatever happens in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 160 }), async (steps) => {
        const world = new Clock();
        const shared = new Bank(world, false);
        const replicas = ['a', 'b', 'c'].map((name) => new Replica(name, shared, world, terms));
        let names = 0;
        let largest = 0n;
        for (const { kind, at, amount } of steps) {
          const replica = replicas[at]!;
          if (kind === 'call') {
            const cost = BigInt(amount) + 1n;
            largest = cost > largest ? cost : largest;
            void replica.call({ estimate: cost * BigInt(1 + (amount % 7) ** 2), cost });
          }
          if (kind === 'finish') replica.finish(amount);
          if (kind === 'deliver') shared.deliver();
          if (kind === 'write') replica.write();
          if (kind === 'sync') void replica.account.sync();
          if (kind === 'pass') {
            world.passed += amount;
            // Every few seconds each replica renews its lease.
            for (const one of replicas) void one.account.sync();
            while (shared.waiting.length > 0) shared.deliver();
          }
          if (kind === 'crash') {
            replica.isDead = true;
            replicas[at] = new Replica(`new-${names++}`, shared, world, terms);
          }
          await turn();
          const unwritten = replicas.reduce((sum, one) => sum + one.unwritten, 0n);
          expect(shared.spentIn(MIDNIGHT) + unwritten).toBeLessThanOrEqual(terms.limitPicoUsd + largest);
        }
      }),
      { numRuns: 300, seed: 1_796_400 },
    );
  });

  it('use up the whole limit, also when one dies with money that it has leased', async () => {
    const [one, other] = [new Replica('a', bank, clock), new Replica('b', bank, clock)];
    expect(await one.call({ estimate: 400n, cost: 400n })).toBe('taken');
    one.isDead = true;
    let ended = '';
    while (ended !== 'reserved') {
      ended = await other.call({ estimate: 50n, cost: 50n });
      other.finish();
      other.write();
    }
    clock.passed += LEASE_MS;
    while (ended !== 'exceeded') {
      ended = await other.call({ estimate: 50n, cost: 50n });
      other.finish();
      other.write();
    }
    expect(bank.spentIn(MIDNIGHT)).toBe(TERMS.limitPicoUsd);
  });
});
