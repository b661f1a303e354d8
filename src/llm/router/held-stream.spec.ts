import { describe, expect, it } from 'vitest';
import { longestTurn } from '../../../test/support/longest-turn.js';
import { ByteBudget } from '../../resilience/byte-budget.js';
import { TurnBudget } from '../../resilience/turn-budget.js';
import { heldBack } from './held-stream.js';

const CHUNKS = 200_000;

async function* tinyChunks() {
  for (let count = 0; count < CHUNKS; count++) {
    if (count % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    yield { data: '{}', isContent: false };
  }
}

describe('a stream that was held back', () => {
  it('gives way to others while a fast reader takes it, and gives its room back', async () => {
    const budget = new ByteBudget(1_000);
    const held = budget.open('a');
    held.add(10);
    const signal = new AbortController().signal;
    const stream = await heldBack(tinyChunks(), held, signal, new TurnBudget(262_144));
    let read = 0;
    const readAll = async () => {
      for await (const { data } of stream as AsyncIterable<{ data: string }>) read += data.length;
    };
    expect(await longestTurn(readAll())).toBeLessThan(50);
    expect(read).toBe(CHUNKS * 2);
    expect(budget.held).toBe(0);
  });
});
