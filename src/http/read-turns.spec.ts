import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type ReadConnection, ReadTurns } from './read-turns.js';

const MOST = 40;

class FakeConnection implements ReadConnection {
  isRead = true;
  isOpen = true;

  constructor(readonly isPatient = false) {}

  pauseReading(): void {
    this.isRead = false;
  }

  resumeReading(): boolean {
    this.isRead = this.isOpen;
    return this.isOpen;
  }
}

const many = (count: number, isPatient = false) => Array.from({ length: count }, () => new FakeConnection(isPatient));
const readOf = (connections: FakeConnection[]) => connections.filter(({ isRead }) => isRead).length;

function workFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('connections', () => {
  it('that are new begin to be read at once while there are few, and some in each turn where there are many', async () => {
    const turns = new ReadTurns();
    const connections = many(1_000);
    for (const connection of connections) turns.begin(connection);
    expect(readOf(connections)).toBe(MOST);
    for (let turn = 1; readOf(connections) < 1_000; turn++) {
      expect(turn).toBeLessThan(30);
      const before = readOf(connections);
      await nextTurn();
      expect(readOf(connections) - before).toBeLessThanOrEqual(2 * MOST);
    }
  });

  it('are read on in a turn that does not take long', async () => {
    const turns = new ReadTurns();
    const connections = many(300);
    for (let request = 0; request < 1_000; request++) turns.count(connections);
    expect(readOf(connections)).toBe(300);
    await nextTurn();
    workFor(30);
    turns.count(connections);
    expect(readOf(connections)).toBe(300);
  });

  it('all wait where a turn takes long, and go on by and by, first those of patient clients', async () => {
    const turns = new ReadTurns();
    const [hasty, closed, patient] = [many(100), many(100), many(30, true)];
    for (const connection of closed) connection.isOpen = false;
    const all = [...hasty, ...closed, ...patient];
    turns.count(all);
    workFor(25);
    for (let request = 0; request < 10; request++) turns.count(all);
    expect(readOf(all)).toBe(0);
    await nextTurn();
    expect(readOf(patient)).toBe(30);
    expect(readOf(hasty)).toBeLessThanOrEqual(2 * MOST - 30);
    for (let turn = 0; readOf(hasty) < 100; turn++) {
      expect(turn).toBeLessThan(10);
      await nextTurn();
    }
    expect(readOf(closed)).toBe(0);
  });

  it('of patient clients do not keep out the others', async () => {
    const turns = new ReadTurns();
    const [patient, others] = [many(500, true), many(20)];
    const all = [...patient, ...others];
    turns.count(all);
    workFor(25);
    turns.count(all);
    for (let turn = 0; turn < 4; turn++) await nextTurn();
    expect(readOf(others)).toBe(20);
    expect(readOf(patient)).toBeLessThan(500);
  });
});
