import { beforeEach, describe, expect, it } from 'vitest';
import { UnwrittenCosts } from './unwritten-costs.js';

describe('Costs of rows that wait to be written', () => {
  let ledger: { recorded: number; completed: number };
  let costs: UnwrittenCosts;

  beforeEach(() => {
    ledger = { recorded: 0, completed: 0 };
    costs = new UnwrittenCosts(ledger);
  });

  function record(count: number): void {
    for (let row = 0; row < count; row++) {
      ledger.recorded++;
      costs.add(1n);
    }
  }

  it('are forgotten once their rows are written, and never before', () => {
    record(1_000);
    let forgotten = 0n;
    for (ledger.completed = 0; ledger.completed <= 1_000; ledger.completed++) {
      forgotten += costs.takeWritten();
      expect(forgotten).toBeLessThanOrEqual(BigInt(ledger.completed));
      expect(costs.sum).toBe(1_000n - forgotten);
    }
    expect(forgotten).toBe(1_000n);
  });

  it('of a row that was dropped are forgotten with the row before it', () => {
    record(1);
    costs.add(5n);
    expect(costs.takeWritten()).toBe(0n);
    ledger.completed = 1;
    expect(costs.takeWritten()).toBe(6n);
    expect(costs.takeWritten()).toBe(0n);
  });

  it('of rows that others record in between count until those are written as well', () => {
    record(1);
    ledger.recorded += 500;
    record(1);
    ledger.completed = 500;
    expect(costs.takeWritten()).toBe(1n);
    ledger.completed = 502;
    expect(costs.takeWritten()).toBe(1n);
  });
});
