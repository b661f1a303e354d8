import { beforeAll, describe, expect, it } from 'vitest';
import { usePostgresServer } from '../../support/postgres-server.js';
import { startService, useFolder } from '../../support/service-process.js';
import { until } from '../../support/until.js';
import { useStarted } from '../../support/use-started.js';

const WAIT_MS = 2_000;
/** For the machine: far less than a second wait. */
const MARGIN_MS = 1_000;

describe('while the database is away', () => {
  const server = usePostgresServer();
  const folder = useFolder();
  const service = useStarted(
    () =>
      startService(folder.path, {
        DATABASE_URL: server.url(),
        DB_POOL_TIMEOUT_SECONDS: String(WAIT_MS / 1_000),
        REQUIRE_API_KEY: 'true',
      }),
    (started) => started.end('SIGTERM'),
  );

  beforeAll(async () => {
    await until(async () => (await fetch(`${service.url}/health/ready`)).ok);
    await server.stop('fast');
  });

  it.each([
    ['a key that is not cached', { authorization: `Bearer sa_live_${'a'.repeat(43)}` }],
    ['no key', {}],
  ])('a request with %s is answered after one wait, also if another one waits for the same', async (_, headers) => {
    const ask = async () => {
      const startedAt = performance.now();
      const { status } = await fetch(`${service.url}/api/v1/leads`, { headers: headers as Record<string, string> });
      return { status, ms: performance.now() - startedAt };
    };
    const answers = await Promise.all([ask(), ask(), ask()]);
    for (const { ms } of answers) expect(ms).toBeLessThan(WAIT_MS + MARGIN_MS);
    for (const { status } of answers) expect([401, 503]).toContain(status);
  });
});
