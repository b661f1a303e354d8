import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WorkInFlight } from '../../../src/lifecycle/work-in-flight.js';
import { bearing, clientOf, issueKey, type KeyHolder, makeWorkspace } from '../../support/callers.js';
import { expectFailure } from '../../support/failure.js';
import { CHAT_PATH, MESSAGES, useLlmService } from '../../support/llm-service.js';
import { lockTable } from '../../support/locked-table.js';
import { openSocket, type OpenSocket } from '../../support/open-socket.js';
import { failure, goodAnswer, silent } from '../../support/provider-responses.js';
import { useService } from '../../support/test-service.js';
import { parseAnswer } from '../../support/raw-request.js';
import { until } from '../../support/until.js';

const MIB = 1024 * 1024;

describe('the keys of one workspace', () => {
  const service = useService({
    MAX_REQUESTS_IN_FLIGHT: '8',
    MAX_BODY_BYTES: String(4 * MIB),
    MAX_BODY_BYTES_PER_KEY: String(MIB),
  });
  const held: OpenSocket[] = [];
  let crowd: KeyHolder[];
  let other: KeyHolder;

  beforeAll(async () => {
    const workspace = await makeWorkspace(service.database);
    crowd = await Promise.all(Array.from({ length: 4 }, () => issueKey(service, { workspace })));
    other = await issueKey(service);
  });

  afterEach(async () => {
    for (const { socket } of held.splice(0)) socket.destroy();
    await until(() => service.app.get(WorkInFlight).count === 0);
  });

  async function begin(holder: KeyHolder, start: string, ...headers: string[]): Promise<OpenSocket> {
    const opened = await openSocket(service.url);
    held.push(opened);
    const lines = [`${start} HTTP/1.1`, 'Host: localhost', `Authorization: ${bearing(holder).authorization}`];
    opened.socket.write([...lines, ...headers, '', ''].join('\r\n'));
    return opened;
  }

  it('leave a quarter of the requests in flight to others', async () => {
    const unlock = await lockTable(service.database, 'leads');
    for (let count = 0; count < 6; count++) await begin(crowd[count % 4]!, 'GET /api/v1/leads');
    await until(() => service.app.get(WorkInFlight).requestCount === 6);
    const profileFor = (holder: KeyHolder) => clientOf(service.url, holder).get('/api/v1/scoring-profile');
    const refused = await profileFor(crowd[3]!);
    expectFailure(refused, 429, 'REQUEST_CONCURRENCY_EXCEEDED');
    expect(refused.body.message).toBe('No more than 6 requests of one workspace at once; try again');
    expect((await profileFor(other)).status).toBe(200);
    await unlock();
    await until(async () => (await profileFor(crowd[3]!)).status === 200);
  });

  it('leave a quarter of the memory for bodies to others', async () => {
    const large = (holder: KeyHolder) =>
      begin(holder, 'POST /api/v1/leads', 'Content-Type: application/json', `Content-Length: ${MIB}`);
    for (const holder of crowd.slice(0, 3)) await large(holder);
    await until(() => service.app.get(WorkInFlight).arrivingCount === 3);
    const { received } = await large(crowd[3]!);
    await until(() => received() !== '');
    expectFailure(parseAnswer(received(), false), 429, 'REQUEST_BYTES_EXCEEDED');
    await large(other);
    await until(() => service.app.get(WorkInFlight).arrivingCount === 4);
  });
});

describe('the keys of one workspace whose calls of language models are not answered', () => {
  const service = useLlmService({ MAX_REQUESTS_IN_FLIGHT: '16' });
  /** Of twelve, which is three quarters of sixteen. */
  const SHARE = 9;
  let crowd: KeyHolder[];
  let other: KeyHolder;
  let hangUp: AbortController;

  beforeEach(async () => {
    service.reset();
    hangUp = new AbortController();
    const workspace = await makeWorkspace(service.database);
    crowd = await Promise.all(Array.from({ length: 3 }, () => issueKey(service, { workspace })));
    other = await issueKey(service);
    service.runpod.script(silent);
    for (let count = 0; count < SHARE; count++) call(crowd[count % 3]!, 'runpod').catch(() => undefined);
    await service.runpod.received(SHARE);
  });

  afterEach(async () => {
    hangUp.abort();
    await until(() => service.app.get(WorkInFlight).count === 0);
  });

  function call(holder: KeyHolder, model: string, timeoutMs = 60_000): Promise<Response> {
    return fetch(service.url + CHAT_PATH, {
      method: 'POST',
      headers: { ...bearing(holder), 'content-type': 'application/json', 'x-llm-timeout-ms': String(timeoutMs) },
      body: JSON.stringify({ model, messages: MESSAGES }),
      signal: hangUp.signal,
    });
  }

  it('leave a quarter of the places to others', async () => {
    const refused = await call(crowd[0]!, 'cerebras');
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'LLM_CONCURRENCY_EXCEEDED',
        message: `No more than ${SHARE} such requests of one workspace at once; try again`,
      },
    });
    expect((await call(other, 'cerebras')).status).toBe(200);
  });

  it('leave others their fallback and their deadline', async () => {
    service.runpod.script(failure(500, {}, { message: 'no' }));
    service.cerebras.script(goodAnswer());
    const reply = await call(other, 'cost_optimized');
    expect([reply.status, reply.headers.get('x-llm-provider')]).toEqual([200, 'cerebras']);
    service.runpod.script(silent);
    const startedAt = performance.now();
    expect((await call(other, 'runpod', 300)).status).toBe(504);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
