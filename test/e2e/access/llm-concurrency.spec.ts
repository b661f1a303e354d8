import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkspaceId } from '../../../src/database/workspace-id.js';
import { useProviderDouble, asCerebras } from '../../support/provider-double.js';
import { failure, goodAnswer, late } from '../../support/provider-responses.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';
import { expectFailure } from '../../support/failure.js';
import { scoringAnswer, LEAD } from '../../support/sample-lead.js';
import { clientOf, bearing, type KeyHolder, issueKey, makeWorkspace, statusesOf } from '../../support/callers.js';

const LIMIT = 2;

const provider = useProviderDouble();
const service = useService(() => ({
  ...asCerebras(provider),
  QUALIFICATION_FALLBACK: 'none',
  LLM_CONCURRENCY_PER_KEY: String(LIMIT),
}));
let holder: KeyHolder;
let gate: PromiseWithResolvers<void>;

beforeEach(async () => {
  holder = await issueKey(service, { scopes: ['leads:read', 'leads:write'] });
  gate = Promise.withResolvers();
});

afterEach(() => {
  gate.resolve();
});

const success = () => late(gate.promise, goodAnswer(scoringAnswer(90, 80, 70)));
const sendRequest = (by = holder, body: object = LEAD) =>
  clientOf(service.url, by)
    .post('/api/v1/leads/qualify')
    .send(body)
    .then((answer) => answer);

/** Sends as many requests as the key may; the provider answers none until the gate opens. */
async function fill(): Promise<ReturnType<typeof sendRequest>[]> {
  const running = Array.from({ length: LIMIT }, () => sendRequest());
  await provider.received(LIMIT);
  return running;
}

async function leads(): Promise<number> {
  const rows = await service.database.query('SELECT FROM leads');
  return rows.length;
}

describe('calls of a language model', () => {
  it('are refused beyond the limit of concurrent calls, on either route, before anything is stored', async () => {
    provider.script(success());
    const { body: lead } = await clientOf(service.url, holder).post('/api/v1/leads').send(LEAD);
    const running = await fill();
    const stored = await leads();
    for (const path of ['/api/v1/leads/qualify', `/api/v1/leads/${lead.id}/qualify`]) {
      const refused = await clientOf(service.url, holder)
        .post(path)
        .send(path.includes(lead.id) ? {} : LEAD);
      expectFailure(refused, 429, 'LLM_CONCURRENCY_EXCEEDED');
      expect(refused.headers['retry-after']).toBe('1');
      expect(refused.body.details).toEqual({ limit: LIMIT });
    }
    expect(await leads()).toBe(stored);
    expect(provider.requests).toHaveLength(LIMIT);
    gate.resolve();
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([201, 201]);
  });

  it('do not block other requests of the key, nor other keys', async () => {
    provider.script(success());
    const running = await fill();
    const other = await issueKey(service, { scopes: ['leads:write'] });
    expect((await clientOf(service.url, holder).get('/api/v1/leads')).status).toBe(200);
    const theirs = sendRequest(other);
    await provider.received(LIMIT + 1);
    gate.resolve();
    expect((await Promise.all([...running, theirs])).map(({ status }) => status)).toEqual([201, 201, 201]);
  });
});

describe('a concurrency slot', () => {
  /** As many places as ever are free again, and not one more. */
  async function expectAllFree(): Promise<void> {
    gate.resolve();
    gate = Promise.withResolvers();
    provider.script(success());
    const running: ReturnType<typeof sendRequest>[] = [];
    for (let count = 1; count <= LIMIT; count++) {
      await until(async () => {
        const answer = sendRequest();
        running.push(answer);
        const refused = answer.then(({ status }) => status === 429);
        return !(await Promise.race([refused, provider.received(count).then(() => false)]));
      });
    }
    expect((await sendRequest()).status).toBe(429);
    gate.resolve();
    await Promise.all(running);
  }

  it('is free again after success', async () => {
    provider.script(goodAnswer(scoringAnswer(90, 80, 70)));
    for (let round = 0; round < LIMIT + 1; round++) expect((await sendRequest()).status).toBe(201);
    await expectAllFree();
  });

  it('is free again after a failure of the provider', async () => {
    provider.script(failure(400, {}, { message: 'no' }));
    for (let round = 0; round < LIMIT + 1; round++) expect((await sendRequest()).status).toBeGreaterThanOrEqual(500);
    await expectAllFree();
  });

  it('is free again after a refusal of the body, and after having been refused itself', async () => {
    provider.script(success());
    expect(await statusesOf(LIMIT + 1, () => sendRequest(holder, {}))).not.toContain(201);
    for (let round = 0; round < LIMIT + 1; round++) expect((await sendRequest(holder, {})).status).toBe(422);
    const running = await fill();
    for (let round = 0; round < LIMIT; round++) expect((await sendRequest()).status).toBe(429);
    gate.resolve();
    await Promise.all(running);
    await expectAllFree();
  });

  it('is free again after the client disconnected and the model answered', async () => {
    provider.script(success());
    const hangUp = new AbortController();
    const init = {
      method: 'POST',
      headers: { ...bearing(holder), 'content-type': 'application/json' },
      body: JSON.stringify(LEAD),
      signal: hangUp.signal,
    };
    const running = Array.from({ length: LIMIT }, () => fetch(`${service.url}/api/v1/leads/qualify`, init));
    await provider.received(LIMIT);
    hangUp.abort();
    for (const answer of running) await expect(answer).rejects.toThrow('abort');
    await expectAllFree();
  });
});

describe('calls of all keys together', () => {
  const few = useService(() => ({ ...asCerebras(provider), MAX_REQUESTS_IN_FLIGHT: '4' }));

  it('leave a quarter of the requests in flight to those that are short', async () => {
    provider.script(success());
    const newKey = (workspace?: WorkspaceId) => issueKey(few, { scopes: ['leads:read', 'leads:write'], workspace });
    const first = await Promise.all([newKey(), newKey(), newKey()]);
    const last = await newKey(await makeWorkspace(few.database));
    const qualify = (by: KeyHolder) => clientOf(few.url, by).post('/api/v1/leads/qualify').send(LEAD);
    const running = first.map((by) => qualify(by).then((answer) => answer));
    await provider.received(3);
    expectFailure(await qualify(last), 503, 'SERVICE_UNAVAILABLE');
    expect((await clientOf(few.url, last).get('/api/v1/leads')).status).toBe(200);
    gate.resolve();
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([201, 201, 201]);
  });
});
