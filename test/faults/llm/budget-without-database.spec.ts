import { beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHAT_PATH, MESSAGES } from '../../support/llm-service.js';
import { usePostgresServer } from '../../support/postgres-server.js';
import { useProviderDouble } from '../../support/provider-double.js';
import { startService, useFolder } from '../../support/service-process.js';
import { until } from '../../support/until.js';
import { useStarted } from '../../support/use-started.js';

const LEASE_SECONDS = 15;
const WAIT_MS = 2_000;

describe('While the database is away', () => {
  const server = usePostgresServer();
  const folder = useFolder();
  const provider = useProviderDouble();
  const service = useStarted(
    () =>
      startService(folder.path, {
        DATABASE_URL: server.url(),
        DB_POOL_TIMEOUT_SECONDS: String(WAIT_MS / 1_000),
        LLM_BUDGET_LEASE_SECONDS: String(LEASE_SECONDS),
        LLM_PROVIDERS: JSON.stringify([
          { name: 'double', base_url: `${provider.url}/v1`, model: 'm', price_input: '1', price_output: '1' },
        ]),
      }),
    (started) => started.end('SIGTERM'),
  );

  const send = (path: string, method: string, body: object) =>
    fetch(service.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const chat = () => send(CHAT_PATH, 'POST', { messages: MESSAGES });

  beforeAll(async () => {
    await until(async () => (await fetch(`${service.url}/health/ready`)).ok);
    const budget = { limit_usd: '100', period: 'month' };
    expect((await send('/api/v1/llm/budgets/workspace', 'PUT', budget)).status).toBe(200);
    expect((await chat()).status).toBe(200);
    await server.stop('fast');
  });

  it('calls go on as long as the lease of a hard budget lasts, and are answered 503 after that', async () => {
    expect((await chat()).status).toBe(200);
    await sleep(LEASE_SECONDS * 1_000);
    const startedAt = performance.now();
    const answer = await chat();
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).not.toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(WAIT_MS + 2_000);
    await server.start();
    await until(async () => (await chat()).status === 200);
  }, 60_000);
});
