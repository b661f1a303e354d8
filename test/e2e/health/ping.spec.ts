import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PingListener } from '../../../src/cli/ping.listener.js';
import { freePort } from '../../support/free-port.js';
import { startProviderDouble } from '../../support/provider-double.js';
import { goodAnswer } from '../../support/provider-responses.js';
import { startTestService, type TestService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const HEALTHY = {
  status: 'healthy',
  service: 'sales-agent',
  timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  vllm_configured: false,
};

describe('/ping', () => {
  let service: TestService;

  const start = async (environment: Record<string, string> = {}) => {
    service = await startTestService(environment);
    await until(async () => (await service.http.get('/ping')).status === 200);
  };

  it('needs no key, has no rate limit and is not cached', async () => {
    await start({ REQUIRE_API_KEY: 'true', RATE_LIMIT_PER_MINUTE: '1' });
    const first = await service.http.get('/ping');
    const second = await service.http.get('/ping');
    expect([first.body, second.body]).toEqual([HEALTHY, HEALTHY]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.headers['cache-control']).toBe('no-store');
    await service.stop();
  });

  it('queries neither the database nor a provider', async () => {
    const runpod = await startProviderDouble();
    runpod.script(goodAnswer());
    await start({ RUNPOD_API_KEY: 'key-of-runpod', RUNPOD_API_BASE: `${runpod.url}/v1` });
    await service.database.drop();
    await until(async () => (await service.http.get('/health/ready')).status === 503);
    const { status, body } = await service.http.get('/ping');
    expect(body).toEqual({ ...HEALTHY, vllm_configured: true });
    expect(status).toBe(200);
    expect(runpod.requests).toEqual([]);
    await service.app.close();
    await runpod.stop();
  });

  it('answers 503 while the service drains', async () => {
    await start({ SHUTDOWN_DELAY_SECONDS: '1' });
    const closed = service.app.close();
    await until(async () => (await service.http.get('/ping')).status === 503);
    const { body } = await service.http.get('/ping');
    expect(body).toMatchObject({ error_code: 'SERVICE_UNAVAILABLE', message: 'The service is shutting down' });
    await closed;
    await service.database.drop();
  });
});

describe('the listener at PORT_HEALTH', () => {
  let port: number;
  let url: string;
  let listener: PingListener;

  beforeEach(async () => {
    port = await freePort();
    url = `http://127.0.0.1:${port}/ping`;
    listener = new PingListener();
    await listener.listen(port, '127.0.0.1');
  });

  afterEach(async () => {
    listener.close();
    await expect(fetch(url)).rejects.toThrow();
  });

  it('answers 204 until the application has started, then its answer, and 503 while it drains', async () => {
    const starting = await fetch(url);
    expect([starting.status, await starting.text()]).toEqual([204, '']);
    const body = { ...HEALTHY, status: 'healthy' as const, timestamp: '2026-11-22T10:00:00.000Z' };
    listener.answerWith(() => body);
    const healthy = await fetch(`${url}?now`);
    expect([healthy.status, await healthy.json()]).toEqual([200, body]);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    listener.drain();
    listener.answerWith(() => body);
    const draining = await fetch(url);
    expect([draining.status, await draining.json()]).toMatchObject([503, { error_code: 'SERVICE_UNAVAILABLE' }]);
  });

  it('answers 404 to any other path', async () => {
    const other = await fetch(url.replace('/ping', '/health'));
    expect([other.status, await other.json()]).toMatchObject([404, { error_code: 'RESOURCE_NOT_FOUND' }]);
    const post = await fetch(url, { method: 'POST' });
    expect([post.status, await post.json()]).toMatchObject([405, { error_code: 'METHOD_NOT_ALLOWED' }]);
    expect(post.headers.get('allow')).toBe('GET, HEAD');
  });

  it('answers 500 without details when the application fails', async () => {
    listener.answerWith(() => {
      throw new Error('inner detail');
    });
    const answered = await fetch(url);
    expect(answered.status).toBe(500);
    expect(await answered.text()).not.toContain('inner detail');
  });

  it('names the setting where the port is taken', async () => {
    await expect(new PingListener().listen(port, '127.0.0.1')).rejects.toThrow(
      'PORT_HEALTH is taken by another process; stop it, or set PORT_HEALTH to a free one.',
    );
  });
});

describe('A service after SIGTERM', () => {
  let service: TestService;

  beforeEach(async () => {
    service = await startTestService({ SHUTDOWN_DELAY_SECONDS: '1' });
    await until(async () => (await service.http.get('/health/ready')).status === 200);
  });

  afterEach(() => service.database.drop());

  it('is not ready at once, but alive, and serves until load balancers have noticed', async () => {
    const closed = service.app.close();
    const ready = await service.http.get('/health/ready');
    const live = await service.http.get('/health');
    const detailed = await service.http.get('/health/detailed');
    const created = await service.http.post('/api/v1/leads').send({ company_name: 'Acme' });
    expect(ready.status).toBe(503);
    expect(ready.headers['retry-after']).toBe('2');
    expect(ready.body).toMatchObject({
      error_code: 'SERVICE_UNAVAILABLE',
      details: { checks: { process: { reason: 'draining' }, database: { status: 'up' } } },
    });
    expect(live.status).toBe(200);
    expect(detailed.status).toBe(200);
    expect(detailed.body).toMatchObject({ status: 'degraded', checks: { process: { reason: 'draining' } } });
    expect(created.status).toBe(201);
    expect([ready, live, detailed, created].map(({ headers }) => headers.connection)).toEqual(Array(4).fill('close'));
    await closed;
    await expect(fetch(`${service.url}/health`)).rejects.toThrow();
  });

  it('closes keep-alive connections', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sendRequest = async () => {
      const { promise, resolve } = Promise.withResolvers<string | undefined>();
      get(`${service.url}/health`, { agent }, (response) => {
        void text(response).then(() => {
          resolve(response.headers.connection);
        });
      });
      return promise;
    };
    expect(await sendRequest()).toBe('keep-alive');
    const closed = service.app.close();
    expect(await sendRequest()).toBe('close');
    agent.destroy();
    await closed;
  });
});
