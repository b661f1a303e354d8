import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import { longestTurn } from '../../test/support/longest-turn.js';
import { ThreadPool } from './thread-pool.service.js';
import { ThreadSettings } from './thread.settings.js';

const module = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
const ECHO = module('export default (input) => input');
const ENDLESS = module('export default () => { for (;;); }');
const LIMITS = { owner: 'a', waitMs: 10_000, limitMs: 100 };

let pool: ThreadPool;

beforeEach(() => {
  pool = new ThreadPool(Object.assign(new ThreadSettings(), { threads: 1, queue: 16 }));
});

afterEach(async () => {
  await pool.onApplicationShutdown();
});

describe('ThreadPool', () => {
  it('returns what the task does', async () => {
    expect(await pool.run(ECHO, { n: 1 }, LIMITS)).toEqual({ state: 'done', result: { n: 1 } });
  });

  it.each([
    ['runs for ever', ENDLESS],
    ['backtracks', module(`export default () => /^(a+)+$/.test('a'.repeat(60) + '!')`)],
    ['takes all memory', module('export default () => { const a = []; for (;;) a.push(new Array(1e5).fill(a)); }')],
  ])('ends a task that %s, which delays no other task, and goes on', async (_, url) => {
    await pool.run(ECHO, 1, LIMITS);
    const running = pool.run(url, 1, { ...LIMITS, limitMs: 1_000 });
    expect(await longestTurn(running)).toBeLessThan(50);
    expect(await running).toEqual({ state: 'timed_out' });
    expect(await pool.run(ECHO, 2, LIMITS)).toEqual({ state: 'done', result: 2 });
  });

  it('gives a task that hardly got any CPU time another run', async () => {
    const asleep = module(`let runs = 0; const cell = new Int32Array(new SharedArrayBuffer(4));
      export default (ms) => { if (++runs < 2) Atomics.wait(cell, 0, 0, ms); return runs; }`);
    expect(await pool.run(asleep, 300, LIMITS)).toEqual({ state: 'done', result: 2 });
  });

  it('serves owners by turns, and refuses what one owner queues beyond a share', async () => {
    const ended: string[] = [];
    const run = async (owner: string) => {
      const outcome = await pool.run(ENDLESS, 1, { ...LIMITS, owner });
      ended.push(`${owner} ${outcome.state}`);
    };
    await Promise.all([...Array.from({ length: 6 }, () => run('a')), run('b')]);
    expect(ended.slice(0, 3)).toEqual(['a unavailable', 'a timed_out', 'a timed_out']);
    expect(ended.indexOf('b timed_out')).toBe(3);
  });

  it('waits for a thread no longer than it may', async () => {
    const first = pool.run(ENDLESS, 1, { ...LIMITS, limitMs: 500 });
    expect(await pool.run(ECHO, 1, { ...LIMITS, owner: 'b', waitMs: 10 })).toEqual({ state: 'unavailable' });
    await first;
  });

  it('logs a task that throws, and has a thread for the next one', async () => {
    const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const thrown = module(`export default () => { throw new Error('no'); }`);
    expect(await pool.run(thrown, 1, LIMITS)).toEqual({ state: 'unavailable' });
    expect(error).toHaveBeenCalledTimes(1);
    expect(await pool.run(ECHO, 1, LIMITS)).toEqual({ state: 'done', result: 1 });
  });

  it('gives its threads no environment', async () => {
    const environment = module('export default () => Object.keys(process.env)');
    expect(await pool.run(environment, 1, LIMITS)).toEqual({ state: 'done', result: [] });
  });

  it('ends what runs and what waits when the shutdown begins', async () => {
    const all = [1, 2, 3].map(() => pool.run(ENDLESS, 1, { ...LIMITS, limitMs: 20_000 }));
    pool.beforeApplicationShutdown();
    expect(await Promise.all(all)).toEqual(all.map(() => ({ state: 'unavailable' })));
  });

  it('runs nothing once it is shut down', async () => {
    await pool.onApplicationShutdown();
    expect(await pool.run(ECHO, 1, LIMITS)).toEqual({ state: 'unavailable' });
  });
});
