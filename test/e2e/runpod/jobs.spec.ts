import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app.setup.js';
import { loadSettings } from '../../../src/app.settings.js';
import { injectRequestInto } from '../../../src/runpod/inject-request.js';
import { JobHandler } from '../../../src/runpod/job-handler.js';
import { useTestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { useStarted } from '../../support/use-started.js';

const JOB = 'sync-0193-job-u1';

describe('JobHandler', () => {
  const database = useTestDatabase();
  const app = useStarted(
    () => createApp(loadSettings({ LOG_LEVEL: 'silent', REQUIRE_API_KEY: 'true' }), database.url),
    (started) => started.close(),
  );
  let handler: JobHandler;

  beforeAll(async () => {
    handler = new JobHandler(injectRequestInto(app.getHttpAdapter().getInstance()), undefined);
    await app.init();
  });

  const answer = (input: unknown) => handler.answer(JOB, input, new AbortController().signal);

  it('answers pings of the same application, which does not listen', async () => {
    await until(async () => (await answer({ path: '/ping', method: 'GET', body: null })).status_code === 200);
    expect(await answer({ path: '/ping' })).toMatchObject({ status_code: 200, body: { status: 'healthy' } });
    expect(app.getHttpServer().listening).toBe(false);
  });

  it('answers GET / as the service does', async () => {
    const { status_code, body } = await answer({ path: '/', method: 'get' });
    expect([status_code, body]).toMatchObject([200, { name: 'Sales Agent' }]);
  });

  it('answers failures of the application as it does over HTTP, with the id of the job', async () => {
    expect(await answer({ path: '/', method: 'DELETE' })).toMatchObject({
      status_code: 405,
      body: { error_code: 'METHOD_NOT_ALLOWED', request_id: JOB },
    });
    expect(await answer({ path: '/ping', method: 'POST', body: { x: 'a'.repeat(2_000_000) } })).toMatchObject({
      status_code: 405,
    });
    expect(await answer({ path: '/', method: 'HEAD' })).toEqual({ status_code: 200, body: null });
  });

  it.each(['/api/v1/leads', '/health', '/ping/', '/ping?x', '//ping', '/v1/research/../../api/v1/leads', 'ping', ''])(
    'answers 404 to any other path, such as %j',
    async (path) => {
      expect(await answer({ path, method: 'GET' })).toMatchObject({
        status_code: 404,
        body: { error_code: 'RESOURCE_NOT_FOUND', details: { path }, request_id: JOB },
      });
    },
  );

  it.each([
    [undefined, 'input'],
    [null, 'input'],
    ['/ping', 'input'],
    [['/ping'], 'input'],
    [{}, 'input.path'],
    [{ path: 7 }, 'input.path'],
    [{ path: '/ping', method: 'BREW' }, 'input.method'],
    [{ path: '/ping', method: { toString: 'GET' } }, 'input.method'],
    [{ path: '/ping', tags: 'a\r\nx-api-key: b' }, 'input.tags'],
    [{ path: '/ping', tags: { a: 'b' } }, 'input.tags'],
  ])('says what is wrong with %j', async (input, field) => {
    const { status_code, body } = await answer(input);
    expect(status_code).toBe(422);
    expect(body).toMatchObject({ error_code: 'VALIDATION_ERROR', details: { errors: [{ field }] } });
  });

  it('repeats of a long path its beginning', async () => {
    const { body } = await answer({ path: '/'.repeat(10_000) });
    expect(JSON.stringify(body).length).toBeLessThan(600);
  });

  it('shows the key that jobs act with, and sends tags and the body, as JSON', async () => {
    const sent: object[] = [];
    const keyed = new JobHandler((request) => {
      sent.push(request);
      return Promise.resolve({ statusCode: 200, payload: 'text' });
    }, 'sa_live_key');
    const { signal } = new AbortController();
    const body = { query: 'Who is Acme?' };
    const input = { path: '/v1/research', body, tags: ['batch', 'team=growth'] };
    expect(await keyed.answer('1', input, signal)).toEqual({ status_code: 200, body: 'text' });
    expect(sent).toEqual([
      {
        method: 'POST',
        url: '/v1/research',
        headers: {
          'x-api-key': 'sa_live_key',
          'content-type': 'application/json',
          'x-llm-tags': 'batch,team=growth',
          'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
        },
        payload: JSON.stringify(body),
        signal,
      },
    ]);
  });
});
