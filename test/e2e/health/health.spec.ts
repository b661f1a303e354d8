import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import pg from 'pg';
import supertest from 'supertest';
import { createApp } from '../../../src/app.setup.js';
import { loadSettings } from '../../../src/app.settings.js';
import { ProcessMetrics } from '../../../src/health/process-metrics.js';
import { failure } from '../../support/provider-responses.js';
import { useLlmService } from '../../support/llm-service.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const LIVE = ['/health', '/api/v1/health'];
const READY = ['/health/ready', '/api/v1/health/ready'];
const DETAILED = ['/health/detailed', '/api/v1/health/detailed'];
/** How long the probe's answer is used. */
const FRESH_MS = 1_000;

describe('the health of the service', () => {
  const llm = useLlmService({ REQUIRE_API_KEY: 'false', DB_POOL_SIZE: '1' });

  beforeAll(async () => {
    await until(async () => (await llm.http.get('/health/ready')).status === 200);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    llm.reset();
  });

  it.each([...LIVE, ...READY])('is answered at %s', async (path) => {
    const { status, body } = await llm.http.get(path);
    expect(body).toMatchObject({ status: 'ok' });
    expect(status).toBe(200);
  });

  it.each(DETAILED)('is answered in detail at %s', async (path) => {
    const { status, body } = await llm.http.get(path);
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'ok',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      uptime_seconds: expect.any(Number),
      checks: {
        database: { status: 'up' },
        process: { status: 'up' },
        event_loop: { status: 'up' },
        heap: { status: 'up' },
        pool: { status: 'up' },
        providers: { status: 'up' },
        jobs: { status: 'up' },
      },
      pool: {
        size: expect.any(Number),
        idle: expect.any(Number),
        checked_out: expect.any(Number),
        waiting: 0,
        max: expect.any(Number),
        evictions: expect.any(Number),
        latency_ms: body.pool.latency_ms === null ? null : expect.any(Number),
      },
      providers: [
        { name: 'runpod', breaker: 'closed' },
        { name: 'cerebras', breaker: 'closed' },
      ],
      ledger: { queued: expect.any(Number), dropped: 0 },
      event_loop: { lag_ms: expect.any(Number), lag_p99_ms: expect.any(Number) },
      heap: { used_bytes: expect.any(Number), limit_bytes: expect.any(Number) },
    });
  });

  it('is degraded, and not down, while the breaker of one provider is open', async () => {
    llm.runpod.script(failure(401));
    await llm.chat({ model: 'runpod' });
    const { status, body } = await llm.http.get('/health/detailed');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'degraded',
      checks: { providers: { status: 'degraded', reason: 'breaker open' }, database: { status: 'up' } },
      providers: [
        { name: 'runpod', breaker: 'open' },
        { name: 'cerebras', breaker: 'closed' },
      ],
    });
    expect((await llm.http.get('/health/ready')).status).toBe(200);
  });

  it('sends no request to a provider', async () => {
    llm.reset();
    for (const path of [...LIVE, ...READY, ...DETAILED]) await llm.http.get(path);
    expect([...llm.runpod.requests, ...llm.cerebras.requests]).toEqual([]);
  });

  it('is degraded, and still ready, while requests wait for a connection of a full pool', async () => {
    const client = new pg.Client({ connectionString: llm.database.url });
    await client.connect();
    await client.query('BEGIN; LOCK TABLE leads IN ACCESS EXCLUSIVE MODE');
    const { pool } = (await llm.http.get('/health/detailed')).body as { pool: { max: number } };
    const lists = Array.from({ length: pool.max + 2 }, () => fetch(`${llm.url}/api/v1/leads`));
    // Connections are still being opened while the first ones wait, and what the service does by itself may wait, too.
    await until(async () => (await llm.http.get('/health/detailed')).body.pool.waiting >= 2);
    const { status, body } = await llm.http.get('/health/detailed');
    const ready = await llm.http.get('/health/ready');
    await client.query('ROLLBACK');
    await client.end();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'degraded',
      checks: { pool: { status: 'degraded', reason: 'exhausted' } },
      pool: { checked_out: pool.max, idle: 0 },
    });
    expect(ready.status).toBe(200);
    expect((await Promise.all(lists)).map((list) => list.status)).toEqual(lists.map(() => 200));
  });

  it('is down while migrations are pending, but alive', async () => {
    await llm.database.query('ALTER TABLE sales_agent_migrations RENAME TO migrations_elsewhere');
    await sleep(FRESH_MS + 100);
    const detailed = await llm.http.get('/health/detailed');
    const ready = await llm.http.get('/health/ready');
    const live = await llm.http.get('/health');
    await llm.database.query('ALTER TABLE migrations_elsewhere RENAME TO sales_agent_migrations');
    await sleep(FRESH_MS + 100);
    expect(detailed.status).toBe(503);
    expect(detailed.body).toMatchObject({ status: 'down', checks: { database: { reason: 'migrations pending' } } });
    expect(ready.status).toBe(503);
    expect(live.status).toBe(200);
  });

  it.each([
    [{ lag: { median: 4_000, p99: 5_000 } }, { event_loop: { status: 'down', reason: 'stuck' } }],
    [{ leastHeapShare: 0.99 }, { heap: { status: 'down', reason: 'full' } }],
  ])('fails liveness while the process is stuck: %j', async (sign, checks) => {
    const metrics = llm.app.get(ProcessMetrics);
    vi.spyOn(metrics, 'read').mockReturnValue({ ...metrics.read(), ...sign });
    const { status, body } = await llm.http.get('/health');
    expect(status).toBe(503);
    expect(body).toMatchObject({ error_code: 'SERVICE_UNAVAILABLE', details: { checks } });
    expect((await llm.http.get('/health/detailed')).body).toMatchObject({ status: 'down', checks });
  });

  it('queries the database once, however many probes come at the same moment', async () => {
    await sleep(FRESH_MS + 100);
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const paths = Array.from({ length: 5 }, () => ['/health/detailed', '/health/ready', '/health']).flat();
    const answers = await Promise.all(paths.map((path) => fetch(llm.url + path)));
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200));
    const ofProbes = query.mock.calls.map(([sql]) => JSON.stringify(sql)).filter((sql) => sql.includes('migrations'));
    expect(ofProbes).toHaveLength(1);
  });

  it('stays up when the server ends the connection of the probe, as with idle_session_timeout', async () => {
    await sleep(FRESH_MS + 100);
    const ended = await llm.database.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
       WHERE application_name = 'sales-agent probe' AND datname = current_database()`,
    );
    expect(ended).toHaveLength(1);
    expect((await llm.http.get('/health/ready')).status).toBe(200);
  });

  it('holds no lead data, no key and no address', async () => {
    const secrets = ['Hidden Company', 'hidden@people.example', 'key-of-runpod', 'key-of-cerebras', '127.0.0.1'];
    await llm.http.post('/api/v1/leads').send({ company_name: secrets[0], contact_email: secrets[1] });
    for (const path of [...LIVE, ...READY, ...DETAILED]) {
      const { text } = await llm.http.get(path);
      for (const secret of [...secrets, new URL(llm.database.url).pathname.slice(1)])
        expect(text).not.toContain(secret);
    }
  });
});

describe('the detail', () => {
  const service = useService({ HEALTH_DETAIL: 'false', REQUIRE_API_KEY: 'true' });

  beforeAll(async () => {
    await until(async () => (await service.http.get('/health/ready')).status === 200);
  });

  it.each(DETAILED)('can be switched off, and leaves the status, also without a key: %s', async (path) => {
    const { status, body } = await service.http.get(path);
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['status', 'uptime_seconds', 'version']);
    expect(body.status).toBe('ok');
  });
});

describe('a service without its database', () => {
  it('is alive, but down and not ready', async () => {
    const settings = loadSettings({ LOG_LEVEL: 'silent' });
    const app = await createApp(settings, 'postgresql://nobody:secret@127.0.0.1:1/none');
    await app.listen(0, '127.0.0.1');
    const http = supertest(await app.getUrl());
    const [live, ready, detailed] = await Promise.all(
      ['/health', '/health/ready', '/health/detailed'].map((path) => http.get(path)),
    );
    await app.close();
    expect(live?.status).toBe(200);
    expect(ready?.status).toBe(503);
    expect(detailed?.status).toBe(503);
    expect(detailed?.body).toMatchObject({
      status: 'down',
      checks: { database: { status: 'down', reason: 'unreachable' } },
      pool: { size: 0, checked_out: 0, waiting: 0 },
    });
    expect(detailed?.text).not.toMatch(/secret|nobody|ECONNREFUSED|127\.0\.0\.1/);
  });
});
