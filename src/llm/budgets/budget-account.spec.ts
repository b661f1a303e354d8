import { beforeEach, describe, expect, it } from 'vitest';
import { Bank, Clock, DAY_MS, LEASE_MS, MIDNIGHT, Replica, TERMS } from '../../../test/support/budget-replicas.js';

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
