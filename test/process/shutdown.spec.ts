import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import { useProviderDouble, asCerebras } from '../support/provider-double.js';
import { goodAnswer, late } from '../support/provider-responses.js';
import { useFolder, type ServiceProcess, startService } from '../support/service-process.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { scoringAnswer, LEAD } from '../support/sample-lead.js';

/** Longer than any test: what waits for it does not end in time. */
const NEVER_MS = 300_000;
/** Longer than the echo of a signal. */
const SECOND_THOUGHT_MS = 400;
const CUT = 'Shutdown timed out; aborting what is left';
const LEADS = 'SELECT status, qualification_score::float8 AS score FROM leads';
const CALLS = 'SELECT operation, outcome FROM llm_calls';

describe('SIGTERM', () => {
  const folder = useFolder();
  let database: TestDatabase;
  const provider = useProviderDouble();
  let service: ServiceProcess;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(async () => {
    await service.end('SIGKILL');
    await database.drop();
  });

  const start = async (environment: Record<string, string> = {}) => {
    service = await startService(folder.path, {
      DATABASE_URL: database.url,
      ...asCerebras(provider),
      LLM_DEADLINE_MS: '60000',
      LLM_IDLE_TIMEOUT_MS: '60000',
      LLM_FIRST_TOKEN_TIMEOUT_MS: '60000',
      QUALIFICATION_FALLBACK: 'none',
      SHUTDOWN_TIMEOUT_SECONDS: '60',
      ...environment,
    });
    await until(async () => (await fetch(`${service.url}/health/ready`)).status === 200);
  };

  const post = (path: string, body: object, signal?: AbortSignal) =>
    fetch(service.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });

  const stream = () =>
    post('/api/v1/llm/chat/completions', { stream: true, messages: [{ role: 'user', content: 'Tell me much' }] });

  it('lets a running qualification finish, answers it and stores its cost', async () => {
    await start();
    provider.script(late(800, goodAnswer(scoringAnswer(90, 90, 90))));
    const answer = post('/api/v1/leads/qualify', LEAD);
    await provider.received(1);
    const ended = service.end('SIGTERM');
    const answered = await answer;
    expect(await answered.json()).toMatchObject({ status: 'qualified', qualification_score: 90 });
    expect(answered.status).toBe(201);
    expect(answered.headers.get('connection')).toBe('close');
    expect(await ended).toBe(0);
    expect(await database.query(LEADS)).toEqual([{ status: 'qualified', score: 90 }]);
    expect(await database.query(CALLS)).toEqual([{ operation: 'qualification', outcome: 'ok' }]);
    expect(service.stdout()).not.toContain(CUT);
  }, 30_000);

  it('lets a qualification finish whose caller has disconnected', async () => {
    await start();
    provider.script(late(800, goodAnswer(scoringAnswer(90, 90, 90))));
    const caller = new AbortController();
    const gone = post('/api/v1/leads/qualify', LEAD, caller.signal).catch((error: unknown) => (error as Error).name);
    await provider.received(1);
    caller.abort();
    expect(await gone).toBe('AbortError');
    expect(await service.end('SIGTERM')).toBe(0);
    expect(await database.query(LEADS)).toEqual([{ status: 'qualified', score: 90 }]);
    expect(await database.query(CALLS)).toEqual([{ operation: 'qualification', outcome: 'ok' }]);
  }, 30_000);

  it('lets work finish that waits for the database and whose caller has disconnected', async () => {
    await start({ CEREBRAS_API_KEY: '' });
    const blocker = new pg.Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE leads IN EXCLUSIVE MODE');
    const caller = new AbortController();
    const gone = post('/api/v1/leads/qualify', LEAD, caller.signal).catch((error: unknown) => (error as Error).name);
    await until(async () => (await database.query('SELECT 1 FROM pg_locks WHERE NOT granted')).length > 0);
    caller.abort();
    await gone;
    const ended = service.end('SIGTERM');
    await sleep(SECOND_THOUGHT_MS);
    await blocker.query('ROLLBACK');
    await blocker.end();
    expect(await ended).toBe(0);
    expect(await database.query('SELECT status, qualification_method FROM leads')).toEqual([
      { status: 'qualified', qualification_method: 'rules' },
    ]);
  }, 30_000);

  it('lets a stream finish', async () => {
    await start();
    provider.script(goodAnswer('one two three four five six seven eight', { gapMs: 150 }));
    const streamed = await stream();
    const ended = service.end('SIGTERM');
    expect((await streamed.text()).trimEnd()).toMatch(/data: \[DONE\]$/);
    expect(await ended).toBe(0);
    expect(await database.query(CALLS)).toEqual([{ operation: 'chat', outcome: 'ok' }]);
  }, 30_000);

  it('does not wait for idle connections', async () => {
    await start();
    const { port } = new URL(service.url);
    const unused = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    await once(unused, 'connect');
    const agent = new Agent({ keepAlive: true });
    const [response] = await once(get(`${service.url}/health`, { agent }), 'response');
    response.resume();
    await once(response, 'end');
    expect(await service.end('SIGTERM')).toBe(0);
    expect(service.stdout()).not.toContain(CUT);
    unused.destroy();
    agent.destroy();
  }, 30_000);

  // The kernel resets a connection that comes between the last look of the process at its port and the end of the port: on a machine
  // with nothing free, one run in ten meets that.
  it(
    'answers every request of a proxy, which sends them over connections that it keeps, until it refuses connections',
    {
      timeout: 30_000,
      retry: 3,
    },
    async () => {
      await start();
      const agent = new Agent({ keepAlive: true });
      const outcomes: string[] = [];
      const send = () =>
        new Promise<string>((resolve) => {
          const request = get(`${service.url}/api/v1/leads?limit=1`, { agent }, (response) => {
            response.resume().once('close', () => {
              resolve(response.complete ? String(response.statusCode) : 'cut');
            });
          });
          request.once('error', (error: NodeJS.ErrnoException) => {
            resolve(error.code ?? error.message);
          });
        });
      const callers = Array.from({ length: 32 }, async (_, n) => {
        await sleep(n);
        for (let last = ''; last !== 'ECONNREFUSED'; outcomes.push(last)) {
          await sleep(Math.random() * 20);
          last = await send();
        }
      });
      await until(() => outcomes.length > 200);
      const ended = service.end('SIGTERM');
      await Promise.all(callers);
      agent.destroy();
      expect(new Set(outcomes)).toEqual(new Set(['200', 'ECONNREFUSED']));
      expect(await ended).toBe(0);
    },
  );

  it('cuts requests that exceed the shutdown timeout, logs their number, and leaves no lead in `qualifying`', async () => {
    await start({ SHUTDOWN_TIMEOUT_SECONDS: '1' });
    provider.script(late(NEVER_MS, goodAnswer(scoringAnswer(90, 90, 90))));
    const answer = post('/api/v1/leads/qualify', LEAD).then(({ status }) => status);
    await provider.received(1);
    expect(await service.end('SIGTERM')).toBe(0);
    expect(await answer).toBe(502);
    expect(await database.query(LEADS)).toEqual([{ status: 'failed', score: null }]);
    expect(await database.query(CALLS)).toEqual([{ operation: 'qualification', outcome: 'aborted' }]);
    const warning = service
      .stdout()
      .split('\n')
      .find((line) => line.includes(CUT));
    expect(JSON.parse(warning ?? '{}')).toMatchObject({ level: 40, requests: 1, connections: 1 });
  }, 30_000);

  it('cuts a stream that exceeds the shutdown timeout, and stores its cost', async () => {
    await start({ SHUTDOWN_TIMEOUT_SECONDS: '1' });
    provider.script(goodAnswer('word '.repeat(100), { gapMs: 100 }));
    const streamed = await stream();
    const ended = service.end('SIGTERM');
    await expect(streamed.text()).rejects.toThrow();
    expect(await ended).toBe(0);
    expect(await database.query(CALLS)).toEqual([{ operation: 'chat', outcome: 'aborted' }]);
  }, 30_000);

  it('sent a second time, ends the process at once', async () => {
    await start();
    provider.script(late(NEVER_MS, goodAnswer(scoringAnswer(90, 90, 90))));
    const answer = post('/api/v1/leads/qualify', LEAD).then(({ status }) => status);
    await provider.received(1);
    const ended = service.end('SIGTERM');
    await sleep(SECOND_THOUGHT_MS);
    expect(await service.end('SIGINT')).toBe(0);
    expect(await ended).toBe(0);
    expect(await answer).toBe(502);
    expect(await database.query(LEADS)).toEqual([{ status: 'failed', score: null }]);
  }, 30_000);

  it('that npm repeats at once counts as one signal', async () => {
    await start();
    provider.script(late(800, goodAnswer(scoringAnswer(90, 90, 90))));
    const answer = post('/api/v1/leads/qualify', LEAD).then(({ status }) => status);
    await provider.received(1);
    await Promise.all([service.end('SIGINT'), service.end('SIGINT')]);
    expect(await answer).toBe(201);
  }, 30_000);
});
