import { describe, expect, it } from 'vitest';
import { late } from '../support/provider-responses.js';
import { GOOD, inState, read, type Run, RUNS, start, useLlmRuns } from '../support/qualification-runs.js';
import { until } from '../support/until.js';

/** What a process had begun that was killed. */
const BEGUN = 15;

describe('leads of a run that a process had begun which is gone', () => {
  const { service, script } = useLlmRuns();

  /** A run that stands still with some leads scored. */
  const pausedRun = async (body: object = { filter: {} }): Promise<Run> => {
    script(late(50, GOOD));
    const run = await start(service, body);
    await until(async () => (await read(service, run)).counts.done! >= 20);
    await service.http.post(`${RUNS}/${run.id}/pause`);
    return inState(service, run, 'paused');
  };

  /** As a process leaves leads that is killed, so many seconds before their lease ends. */
  const abandon = async ({ id }: Run, state: string, seconds = -1) => {
    await service.database.query(
      `UPDATE run_items SET state = 'running', lease_id = gen_random_uuid(), lease_until = now() + make_interval(secs => $4)
       WHERE run_id = $1 AND position IN (
         SELECT position FROM run_items WHERE run_id = $1 AND state = $2 ORDER BY position LIMIT $3
       )`,
      [id, state, BEGUN, seconds],
    );
  };

  it('wait again while the run is paused, and its events say so', async () => {
    const run = await pausedRun();
    await abandon(run, 'waiting', 2);
    expect((await read(service, run)).counts.in_flight).toBe(BEGUN);
    const events = await fetch(`${service.url}${RUNS}/${run.id}/events`);
    let told = '';
    for await (const piece of events.body!.pipeThrough(new TextDecoderStream())) {
      told += piece;
      if (told.includes('"in_flight":0')) break;
    }
    expect((await read(service, run)).counts).toEqual(run.counts);
    await service.http.post(`${RUNS}/${run.id}/resume`).send({});
    expect((await inState(service, run, 'completed')).counts).toMatchObject({ done: 120, failed: 0 });
  });

  it('are dropped with a run that is cancelled, whose events then end', async () => {
    const run = await pausedRun();
    await service.http.post(`${RUNS}/${run.id}/cancel`);
    await abandon(run, 'cancelled');
    const events = await fetch(`${service.url}${RUNS}/${run.id}/events`);
    expect(await events.text()).toContain('event: done');
    expect((await read(service, run)).counts).toEqual({ ...run.counts, waiting: 0 });
    const { body } = await service.http.get(`${RUNS}/${run.id}/items?state=cancelled&limit=100`);
    expect(body.data).toHaveLength(120 - run.counts.done!);
  });

  it('are waited for before a run is paused for its costs', async () => {
    const whole = Number((await inState(service, await start(service), 'completed')).cost_usd);
    const run = await pausedRun({ filter: {}, requalify: true });
    await abandon(run, 'waiting');
    const most = Number(run.cost_usd) + (10 * whole) / 120;
    await service.http.post(`${RUNS}/${run.id}/resume`).send({ max_cost_usd: most.toFixed(12) });
    await until(async () => (await read(service, run)).pause_reason === 'max_cost');
    const { counts, cost_usd } = await read(service, run);
    expect(counts).toMatchObject({ in_flight: 0, failed: 0 });
    expect(counts.done).toBeGreaterThan(run.counts.done!);
    expect(Number(cost_usd)).toBeLessThanOrEqual(most);
  });
});
