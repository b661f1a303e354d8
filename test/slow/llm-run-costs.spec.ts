import { describe, expect, it } from 'vitest';
import { failure, goodAnswer } from '../support/provider-responses.js';
import { until } from '../support/until.js';
import { GOOD, inState, read, type Run, RUNS, start, useLlmRuns } from '../support/qualification-runs.js';

describe('a run by a language model', () => {
  const { service, script } = useLlmRuns();

  const spent = async ({ id }: Run): Promise<{ items: string; scores: string; ledger: string }> => {
    // The ledger is written behind the calls.
    let sums = { items: '', scores: '', ledger: '' };
    for (let before = ''; sums.ledger === '' || sums.ledger !== before;) {
      before = sums.ledger;
      await new Promise((done) => setTimeout(done, 300));
      const [found] = await service.database.query<typeof sums>(
        `SELECT (SELECT COALESCE(sum(cost_pico_usd), 0) FROM run_items WHERE run_id = $1)::text AS items,
           (SELECT COALESCE(sum(cost_pico_usd), 0) FROM qualifications)::text AS scores,
           (SELECT COALESCE(sum(cost_pico_usd), 0) FROM llm_calls WHERE request_id = $2)::text AS ledger`,
        [id, id],
      );
      sums = found!;
    }
    return sums;
  };

  it('pauses before it costs more than it may, and goes on with another limit', async () => {
    const whole = Number((await inState(service, await start(service), 'completed')).cost_usd);
    expect(whole).toBeGreaterThan(0);
    const most = (whole / 3).toFixed(12);
    const run = await start(service, { filter: {}, requalify: true, max_cost_usd: most });
    await until(async () => (await read(service, run)).pause_reason === 'max_cost');
    const paused = await inState(service, run, 'paused');
    expect(Number(paused.cost_usd)).toBeLessThanOrEqual(Number(most));
    expect(paused.counts.done).toBeGreaterThan(0);
    await service.http.post(`${RUNS}/${run.id}/resume`).send({ max_cost_usd: '100' });
    expect((await inState(service, run, 'completed')).counts.done).toBe(120);
  });

  it('counts what is paid for answers that give no score, and pauses before they cost more than they may', async () => {
    script(goodAnswer('no JSON'));
    const failed = await inState(service, await start(service), 'completed');
    expect(failed.counts).toMatchObject({ done: 0, failed: 120 });
    const { items, ledger } = await spent(failed);
    expect(Number(ledger)).toBeGreaterThan(0);
    expect(items).toBe(ledger);
    expect(Number(failed.cost_usd)).toBeCloseTo(Number(ledger) / 1e12, 12);
    // The estimate knows neither that calls are repeated nor how long answers are.
    await service.database.query('TRUNCATE llm_calls');
    const most = (Number(failed.cost_usd) / 3).toFixed(12);
    const run = await start(service, { filter: {}, max_cost_usd: most });
    await until(async () => (await read(service, run)).pause_reason === 'max_cost');
    const paused = await inState(service, run, 'paused');
    expect(Number(paused.cost_usd)).toBeLessThanOrEqual(Number(most));
    await service.http.post(`${RUNS}/${run.id}/cancel`);
  });

  it('adds what a second try of a lead costs to what the first one did', async () => {
    script(goodAnswer('no JSON'));
    const run = await inState(service, await start(service), 'completed');
    script(GOOD);
    await service.http.post(`${RUNS}/${run.id}/retry-failed`);
    const retried = await inState(service, run, 'completed');
    expect(retried.counts).toMatchObject({ done: 120, failed: 0 });
    const { items, scores, ledger } = await spent(retried);
    expect([items, scores]).toEqual([ledger, ledger]);
    expect(Number(retried.cost_usd)).toBeCloseTo(Number(ledger) / 1e12, 12);
  });

  it('counts what is paid for a lead that is put back, as the provider fails in the middle of it', async () => {
    let invalid = 1;
    script((call) => {
      if (JSON.stringify(call.body).includes('no JSON')) return failure(500)(call);
      return invalid-- > 0 ? goodAnswer('no JSON')(call) : GOOD(call);
    });
    const run = await inState(service, await start(service), 'completed');
    expect(run.counts).toMatchObject({ done: 120, failed: 0 });
    const { items, scores, ledger } = await spent(run);
    expect([items, scores]).toEqual([ledger, ledger]);
    expect(Number(run.cost_usd)).toBeCloseTo(Number(ledger) / 1e12, 12);
  });

  it('pauses when a budget is spent: that is no failure of a lead', async () => {
    await service.http.put('/api/v1/llm/budgets/workspace').send({ limit_usd: '0.000001', period: 'month' });
    const run = await start(service);
    await until(async () => (await read(service, run)).pause_reason === 'budget');
    expect((await inState(service, run, 'paused')).counts).toMatchObject({
      failed: 0,
      waiting: 120 - (await read(service, run)).counts.done!,
    });
    await service.http.delete('/api/v1/llm/budgets/workspace');
  });
});
