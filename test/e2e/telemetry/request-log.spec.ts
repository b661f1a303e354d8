import { beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { AppLogger } from '../../../src/telemetry/app.logger.js';
import { bearing, issueKey, UNKNOWN_ID } from '../../support/callers.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

let lines: MockInstance<AppLogger['request']>;

beforeEach(() => {
  vi.restoreAllMocks();
  lines = vi.spyOn(AppLogger.prototype, 'request');
});

/** The line of the request with this id, once it is there. */
async function lineOf(id: string) {
  const find = () => lines.mock.calls.find(([, { requestId }]) => requestId === id);
  await until(() => find() !== undefined);
  const [level, context, facts] = find()!;
  return { level, context, facts };
}

describe('LOG_REQUESTS', () => {
  const service = useService();

  it('logs one line a request, with the template of its route and its caller', async () => {
    const holder = await issueKey(service);
    await service.http
      .get(`/api/v1/leads/${UNKNOWN_ID}?secret=hunter2`)
      .set({ ...bearing(holder), 'x-request-id': 'logged-request' });
    const { level, context, facts } = await lineOf('logged-request');
    expect({ level, facts }).toEqual({
      level: 'info',
      facts: { method: 'GET', route: '/api/v1/leads/:id', status: 404, ms: expect.any(Number) },
    });
    expect(context).toMatchObject({ workspace: holder.workspace, keyId: holder.id });
    expect(lines.mock.calls.filter(([, { requestId }]) => requestId === 'logged-request')).toHaveLength(1);
  });

  it('logs requests without a valid key, and without a route', async () => {
    await service.http.get('/api/v1/leads').set('x-request-id', 'without-a-key').expect(401);
    await service.http.get('/no/such/path').set('x-request-id', 'without-a-route').expect(404);
    expect((await lineOf('without-a-key')).facts).toMatchObject({ route: '/api/v1/leads', status: 401 });
    expect((await lineOf('without-a-route')).facts).toMatchObject({ route: 'unmatched', status: 404 });
  });

  it('logs health probes at the level debug', async () => {
    await service.http.get('/health/ready').set('x-request-id', 'probe-of-health').expect(200);
    expect((await lineOf('probe-of-health')).level).toBe('debug');
  });
});

describe('LOG_REQUESTS=errors', () => {
  const service = useService({ LOG_REQUESTS: 'errors' });

  it('logs requests that failed, and no others', async () => {
    await service.http.get('/api/v1/leads').set('x-request-id', 'went-well-enough').expect(200);
    await service.http.get('/no/such/path').set('x-request-id', 'failed-request').expect(404);
    await lineOf('failed-request');
    expect(lines.mock.calls.map(([, { requestId }]) => requestId)).not.toContain('went-well-enough');
  });
});
