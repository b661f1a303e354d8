import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { expectFailure } from '../support/failure.js';
import { resetProviderHealth, useLlmService } from '../support/llm-service.js';
import { failure, goodAnswer, late } from '../support/provider-responses.js';
import { scoringAnswer } from '../support/sample-lead.js';
import { type TestService, useReplica, useService } from '../support/test-service.js';
import { until } from '../support/until.js';

const RUNS = '/api/v1/qualification-runs';
const GOOD = goodAnswer(scoringAnswer(80, 70, 60));

interface Run {
  id: string;
  state: string;
  pause_reason: string | null;
  counts: Record<string, number>;
  cost_usd: string;
  estimate: Record<string, unknown>;
}

async function plant({ database }: TestService, count: number): Promise<void> {
  // A transaction of a run that goes on would wait for this one in a circle.
  await until(async () => {
    const active = await database.query(`SELECT id FROM qualification_runs WHERE state IN ('queued', 'running')`);
    return active.length === 0;
  });
  await database.query('TRUNCATE qualification_runs, run_items, qualifications, scoring_claims, leads CASCADE');
  await database.query(
    `INSERT INTO leads (workspace_id, id, company_name, industry, company_size, notes)
     SELECT $1, gen_random_uuid(), 'Acme ' || n, 'Software', '51-200', 'Asked for a demo.' FROM generate_series(1, $2::int) AS n`,
    [DEFAULT_WORKSPACE_ID, count],
  );
}

async function start({ http }: TestService, body: object = { filter: {} }): Promise<Run> {
  const answer = await http.post(RUNS).send(body);
  expect(answer.body).toMatchObject({ counts: expect.anything() });
  expect(answer.status).toBe(202);
  return answer.body as Run;
}

async function read({ http }: TestService, { id }: Run): Promise<Run> {
  return (await http.get(`${RUNS}/${id}`)).body as Run;
}

async function inState(service: TestService, run: Run, state: string): Promise<Run> {
  let now = run;
  await until(async () => (now = await read(service, run)).state === state && now.counts.in_flight === 0);
  return now;
}

async function scores({ database }: TestService): Promise<{ leads: number; scores: number; most: number }> {
  const [row] = await database.query<{ leads: number; scores: number; most: number }>(
    `SELECT count(*)::int AS leads, COALESCE(sum(n), 0)::int AS scores, COALESCE(max(n), 0)::int AS most
     FROM (SELECT count(*) AS n FROM qualifications GROUP BY lead_id) AS counted`,
  );
  return row!;
}

describe('a run by rules', () => {
  const service = useService();
  beforeEach(() => plant(service, 1_200));

  it('scores each lead once, and says so', async () => {
    const run = await inState(service, await start(service), 'completed');
    expect(run.counts).toEqual({ total: 1_200, done: 1_200, failed: 0, in_flight: 0, waiting: 0 });
    expect(run).toMatchObject({ method: 'rules', cost_usd: '0', pause_reason: null, eta_seconds: null });
    expect(await scores(service)).toEqual({ leads: 1_200, scores: 1_200, most: 1 });
    const { body } = await service.http.get('/api/v1/leads?limit=1');
    const [lead] = body.data as { id: string; qualification_score: number }[];
    expect(lead).toMatchObject({ status: 'qualified', qualification_method: 'rules', score_is_stale: false });
    const { body: history } = await service.http.get(`/api/v1/leads/${lead!.id}/qualifications`);
    expect(history.data).toMatchObject([
      { score: lead!.qualification_score, facts: { company_name: expect.anything() } },
    ]);
    await service.http.post(`/api/v1/leads/${lead!.id}/qualify`).send({});
    const { body: again } = await service.http.get(`/api/v1/leads/${lead!.id}`);
    expect(again.qualification_factors).toEqual((lead as { qualification_factors?: object }).qualification_factors);
  });

  it('leaves out what has a score that holds, unless it is told otherwise', async () => {
    await inState(service, await start(service), 'completed');
    expect(await start(service)).toMatchObject({ counts: { total: 0 } });
    expect(await start(service, { filter: {}, requalify: true })).toMatchObject({ counts: { total: 1_200 } });
  });

  it('is for the leads that are named, and for no others', async () => {
    const { body } = await service.http.get('/api/v1/leads?limit=3');
    const chosen = body.data as { id: string; company_name: string }[];
    const ids = chosen.map(({ id }) => id);
    const lead_ids = [...ids, ids[0]];
    const run = await inState(service, await start(service, { lead_ids }), 'completed');
    expect(run.counts).toMatchObject({ total: 3, done: 3 });
    const { body: items } = await service.http.get(`${RUNS}/${run.id}/items?state=done`);
    const named = (items.data as { lead_id: string; company_name: string }[]).map((one) => [
      one.lead_id,
      one.company_name,
    ]);
    expect(Object.fromEntries(named)).toEqual(Object.fromEntries(chosen.map((lead) => [lead.id, lead.company_name])));
  });

  it('is refused where a named lead does not exist, and says which ones', async () => {
    const { body } = await service.http.get('/api/v1/leads?limit=1');
    const [{ id }] = body.data as [{ id: string }];
    const unknown = Array.from({ length: 12 }, (_, index) => `00000000-0000-7000-8000-0000000000${index + 10}`);
    for (const dry_run of [true, false]) {
      const one = await service.http.post(RUNS).send({ lead_ids: [id, unknown[0]], dry_run });
      expectFailure(one, 422, 'VALIDATION_ERROR');
      expect(one.body.message).toContain(`lead_ids.1: there is no lead ${unknown[0]}`);
      const many = await service.http.post(RUNS).send({ lead_ids: [...unknown, unknown[0], id], dry_run });
      expect(many.body.details).toMatchObject({ problem_count: 13 });
      const { errors } = many.body.details as { errors: { field: string; rule: string }[] };
      expect(errors).toHaveLength(10);
      expect(errors[9]).toMatchObject({ field: 'lead_ids.9', rule: 'exists' });
    }
    await service.http.delete(`/api/v1/leads/${id}`);
    const erased = await service.http.post(RUNS).send({ lead_ids: [id] });
    expect(erased.body.details).toMatchObject({ errors: [{ field: 'lead_ids.0', rule: 'exists' }] });
    expect((await service.http.get(RUNS)).body.data).toEqual([]);
  });

  it('pages through its leads', async () => {
    const run = await inState(service, await start(service), 'completed');
    const seen = new Set<string>();
    let cursor = '';
    for (let pages = 0; pages < 13; pages++) {
      const { body } = await service.http.get(`${RUNS}/${run.id}/items?limit=100${cursor && `&cursor=${cursor}`}`);
      for (const { lead_id } of body.data as { lead_id: string }[]) seen.add(lead_id);
      if (body.next_cursor === null) break;
      cursor = body.next_cursor as string;
    }
    expect(seen.size).toBe(1_200);
  });

  it('only says what it would take in a dry run', async () => {
    const { body, status } = await service.http.post(RUNS).send({ filter: {}, dry_run: true });
    expect(status).toBe(202);
    expect(body).toMatchObject({ id: null, state: null, counts: { total: 1_200 }, estimate: { basis: 'rules' } });
    expect((await service.http.get(RUNS)).body.data).toEqual([]);
  });

  it('is refused by name', async () => {
    expectFailure(await service.http.post(RUNS).send({}), 422, 'VALIDATION_ERROR');
    expectFailure(await service.http.post(RUNS).send({ filter: {}, lead_ids: [] }), 422, 'VALIDATION_ERROR');
    for (const max_cost_usd of ['0', '-5', '1e3', '1000000000', '0.0000000000001', '1,5', ' 5 ', '', 5, 0.5]) {
      expectFailure(await service.http.post(RUNS).send({ filter: {}, max_cost_usd }), 422, 'VALIDATION_ERROR');
    }
    for (const max_cost_usd of ['25000.01', '999999999.999999999999', '0.000000000001']) {
      const { body } = await service.http.post(RUNS).send({ filter: {}, max_cost_usd, dry_run: true });
      expect(body).toMatchObject({ max_cost_usd });
    }
    expectFailure(await service.http.post(RUNS).send({ filter: { tier: ['X'] } }), 422, 'VALIDATION_ERROR');
    expectFailure(await service.http.post(RUNS).send({ filter: {}, method: 'llm' }), 503, 'LLM_NOT_CONFIGURED');
    const unknown = '00000000-0000-7000-8000-00000000ffff';
    expectFailure(await service.http.get(`${RUNS}/${unknown}`), 404, 'RUN_NOT_FOUND');
    expectFailure(await service.http.get(`${RUNS}/${unknown}/items`), 404, 'RUN_NOT_FOUND');
    expectFailure(await service.http.post(`${RUNS}/${unknown}/pause`), 404, 'RUN_NOT_FOUND');
    const run = await inState(service, await start(service), 'completed');
    for (const action of ['pause', 'resume', 'cancel']) {
      const answer = await service.http.post(`${RUNS}/${run.id}/${action}`).send({});
      expectFailure(answer, 409, 'RUN_STATE_CONFLICT');
      expect(answer.body.details).toMatchObject({ state: 'completed' });
    }
  });

  it('is one run however often its start is repeated', async () => {
    const send = () => service.http.post(RUNS).set('Idempotency-Key', 'start-once').send({ filter: {} });
    const [first, second] = [await send(), await send()];
    expect(second.body).toEqual(first.body);
    expect((await service.http.get(RUNS)).body.data).toHaveLength(1);
  });

  it('tells how it goes on, and takes up where the reader was', async () => {
    const run = await start(service);
    const response = await fetch(`${service.url}${RUNS}/${run.id}/events`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = (await response.text()).split('\n\n').filter((text) => text !== '');
    expect(events.at(-1)).toMatch(/^event: done\nid: \d+\ndata: \{.*"state":"completed"/);
    const [, id] = /id: (\d+)/.exec(events.at(-1)!) ?? [];
    const again = await fetch(`${service.url}${RUNS}/${run.id}/events`, { headers: { 'last-event-id': id! } });
    expect((await again.text()).match(/^event: /gm)).toHaveLength(1);
  });

  it('forgets leads that are erased', async () => {
    const run = await inState(service, await start(service), 'completed');
    const { body } = await service.http.get('/api/v1/leads?limit=1');
    const [{ id }] = body.data as [{ id: string }];
    await service.http.delete(`/api/v1/leads/${id}`);
    const [row] = await service.database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM run_items WHERE lead_id = $1',
      [id],
    );
    expect(row!.count).toBe(0);
    expect(await read(service, run)).toMatchObject({ state: 'completed', counts: { done: 1_200 } });
  });
});

describe('a run by a language model', () => {
  const service = useLlmService({ RUNS_CONCURRENCY: '8', RUNS_OUTAGE_PAUSE_SECONDS: '1', RUNS_LEASE_SECONDS: '3' });
  const replica = useReplica(service, () => ({
    CEREBRAS_API_KEY: 'key-of-cerebras',
    CEREBRAS_API_BASE: `${service.cerebras.url}/v1`,
    RUNS_CONCURRENCY: '8',
    RUNS_LEASE_SECONDS: '3',
  }));
  const reset = () => {
    service.reset();
    resetProviderHealth({ ...service, app: replica.app });
  };
  const asked = () => service.runpod.requests.length + service.cerebras.requests.length;
  const script = (...responses: Parameters<typeof service.runpod.script>) => {
    service.runpod.script(...responses);
    service.cerebras.script(...responses);
  };

  beforeAll(async () => {
    await until(async () => (await fetch(`${replica.url}/health/ready`)).ok);
  });
  beforeEach(async () => {
    reset();
    script(GOOD);
    await plant(service, 120);
  });

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
