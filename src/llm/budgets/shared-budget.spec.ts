import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { Bank, Clock, LEASE_MS, MIDNIGHT, Replica, TERMS } from '../../../test/support/budget-replicas.js';

let clock: Clock;
let bank: Bank;

beforeEach(() => {
  clock = new Clock();
  bank = new Bank(clock);
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
