import { describe, expect, it } from 'vitest';
import { expectFailure } from '../support/failure.js';
import { failure, goodAnswer, late } from '../support/provider-responses.js';
import { until } from '../support/until.js';
import { GOOD, inState, read, RUNS, scores, start, useLlmRuns } from '../support/qualification-runs.js';

describe('a run by a language model', () => {
  const { service, reset, asked, script } = useLlmRuns();

  it('asks about each lead once, with two replicas; leads, items, ledger and run tell the same story', async () => {
    script(late(20, GOOD));
    const run = await inState(service, await start(service), 'completed');
    expect(run.counts).toMatchObject({ total: 120, done: 120, failed: 0 });
    expect(asked()).toBe(120);
    expect(await scores(service)).toEqual({ leads: 120, scores: 120, most: 1 });
    const ledger = () =>
      service.database.query<{ calls: number; cost: string }>(
        'SELECT count(*)::int AS calls, COALESCE(sum(cost_pico_usd), 0)::text AS cost FROM llm_calls WHERE request_id = $1',
        [run.id],
      );
    await until(async () => (await ledger())[0]!.calls === 120);
    const [sums] = await service.database.query<{ items: string; scores: string; run: string }>(
      `SELECT (SELECT sum(cost_pico_usd) FROM run_items)::text AS items,
         (SELECT sum(cost_pico_usd) FROM qualifications)::text AS scores,
         (SELECT cost_pico_usd FROM qualification_runs)::text AS run`,
    );
    const { cost } = (await ledger())[0]!;
    expect(sums).toEqual({ items: cost, scores: cost, run: cost });
    expect(Number(run.cost_usd)).toBeGreaterThan(0);
  });

  it('pauses, lets what is begun finish, and goes on', async () => {
    script(late(100, GOOD));
    const run = await start(service);
    await until(async () => (await read(service, run)).counts.done! > 10);
    const paused = await service.http.post(`${RUNS}/${run.id}/pause`);
    expect(paused.body).toMatchObject({ state: 'paused', pause_reason: 'requested' });
    const still = await inState(service, run, 'paused');
    const before = asked();
    expect(still.counts.done).toBe(before);
    await new Promise((done) => setTimeout(done, 1_500));
    expect(asked()).toBe(before);
    expect((await service.http.post(`${RUNS}/${run.id}/resume`).send({})).body).toMatchObject({ state: 'running' });
    expect((await inState(service, run, 'completed')).counts.done).toBe(120);
    expect(asked()).toBe(120);
  });

  it('tells webhooks that it stands still, why, and when it is complete, each once', async () => {
    await service.database.query('DELETE FROM webhooks');
    const events = ['run.paused', 'run.completed'];
    await service.http.post('/api/v1/webhooks').send({ url: 'https://hooks.example/x', events }).expect(201);
    script(late(100, GOOD));
    const run = await start(service);
    await until(async () => (await read(service, run)).counts.done! > 10);
    await service.http.post(`${RUNS}/${run.id}/pause`);
    await service.http.post(`${RUNS}/${run.id}/pause`);
    await inState(service, run, 'paused');
    await service.http.post(`${RUNS}/${run.id}/resume`).send({});
    const { cost_usd } = await inState(service, run, 'completed');
    const told = await service.database.query<{ type: string; subject_id: string; data: object }>(
      'SELECT type, subject_id, data FROM webhook_deliveries ORDER BY event_id',
    );
    expect(told.map(({ type }) => type)).toEqual(['run.paused', 'run.completed']);
    expect(new Set(told.map(({ subject_id }) => subject_id))).toEqual(new Set([run.id]));
    expect(told[0]!.data).toMatchObject({ id: run.id, state: 'paused', pause_reason: 'requested' });
    const counts = { total: 120, done: 120, failed: 0 };
    expect(told.at(-1)!.data).toEqual({ id: run.id, state: 'completed', pause_reason: null, counts, cost_usd });
    await service.database.query('DELETE FROM webhooks');
  });

  it('is cancelled: what is begun is kept, the rest dropped', async () => {
    script(late(400, GOOD));
    const run = await start(service);
    await until(async () => (await read(service, run)).counts.done! > 0);
    expect((await service.http.post(`${RUNS}/${run.id}/cancel`)).body).toMatchObject({ state: 'cancelled' });
    const { counts } = await inState(service, run, 'cancelled');
    expect(counts.waiting).toBe(0);
    expect(await scores(service)).toMatchObject({ scores: counts.done, most: 1 });
    expect(counts.done).toBeLessThan(120);
    expectFailure(await service.http.post(`${RUNS}/${run.id}/resume`).send({}), 409, 'RUN_STATE_CONFLICT');
  });

  it('keeps the errors of leads that cannot be scored, and scores those again', async () => {
    script(goodAnswer('no score'), goodAnswer('no score'), goodAnswer('no score'), goodAnswer('no score'), GOOD);
    const run = await inState(service, await start(service), 'completed');
    expect(run.counts.failed).toBeGreaterThan(0);
    expect(run.counts.done! + run.counts.failed!).toBe(120);
    const { body } = await service.http.get(`${RUNS}/${run.id}/items?state=failed`);
    expect((body.data as object[])[0]).toMatchObject({
      attempt: 1,
      error: { error_code: 'LEAD_QUALIFICATION_FAILED' },
    });
    await service.http.post(`${RUNS}/${run.id}/retry-failed`);
    expect((await inState(service, run, 'completed')).counts).toMatchObject({ done: 120, failed: 0 });
  });

  it('pauses while no provider answers, and goes on by itself', async () => {
    script(failure(500));
    const run = await start(service);
    await until(async () => (await read(service, run)).pause_reason === 'outage');
    expect(await scores(service)).toMatchObject({ scores: 0 });
    reset();
    script(GOOD);
    const { counts } = await inState(service, run, 'completed');
    expect(counts).toMatchObject({ done: 120, failed: 0 });
  });

  it('waits when a provider asks for patience, and fails no lead for it', async () => {
    script(...Array.from({ length: 6 }, () => failure(429, { 'retry-after': '1' })), GOOD);
    const run = await inState(service, await start(service), 'completed');
    expect(run.counts).toMatchObject({ done: 120, failed: 0 });
    expect(await scores(service)).toMatchObject({ scores: 120, most: 1 });
  });

  it('corrects its estimate by what models have counted', async () => {
    const { body: before } = await service.http.post(RUNS).send({ filter: {}, dry_run: true });
    expect(before.estimate).toMatchObject({ leads: 120, basis: 'prompts' });
    expect(before.estimate.strategies).toHaveLength(4);
    await inState(service, await start(service), 'completed');
    const { body } = await service.http.post(RUNS).send({ filter: {}, requalify: true, dry_run: true });
    expect(body.estimate).toMatchObject({ basis: 'earlier_scores' });
    const [sum] = await service.database.query<{ tokens: number }>(
      'SELECT sum(prompt_tokens)::int AS tokens FROM qualifications',
    );
    expect(body.estimate.prompt_tokens).toBeCloseTo(sum!.tokens, -2);
  });

  it('does not ask about a lead that a request is asking about', async () => {
    script(late(600, GOOD));
    const { body } = await service.http.get('/api/v1/leads?limit=1');
    const [{ id }] = body.data as [{ id: string }];
    const alone = service.http
      .post(`/api/v1/leads/${id}/qualify`)
      .send({})
      .then((answer) => answer);
    await until(() => asked() === 1);
    const run = await start(service, { lead_ids: [id], requalify: true });
    await new Promise((done) => setTimeout(done, 300));
    expect(asked()).toBe(1);
    expect((await alone).status).toBe(200);
    await inState(service, run, 'completed');
    expect(asked()).toBe(2);
  });
});
