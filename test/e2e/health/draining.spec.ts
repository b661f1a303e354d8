import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestService, type TestService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

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
