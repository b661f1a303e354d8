import { beforeEach, describe, expect, it } from 'vitest';
import { expectFailure } from '../support/failure.js';
import { useService } from '../support/test-service.js';
import { inState, plant, read, RUNS, scores, start } from '../support/qualification-runs.js';

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
