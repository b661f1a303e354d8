import { beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { type StopMode, usePostgresServer } from '../../support/postgres-server.js';
import { useFolder, startService } from '../../support/service-process.js';
import { countStored, Traffic } from '../../support/traffic.js';
import { until } from '../../support/until.js';
import { useStarted } from '../../support/use-started.js';

const ROUNDS: StopMode[] = ['kill', 'fast', 'kill', 'immediate', 'kill', 'fast', 'kill', 'immediate', 'kill', 'kill'];
/** Longer than a probe remembers its answer. */
const AWAY_MS = 1_300;
/** From the server's first accepted connection to the service's first success. */
const MOST_MS = 250;

const server = usePostgresServer();
const folder = useFolder();
const service = useStarted(
  () => startService(folder.path, { DATABASE_URL: server.url() }),
  (started) => started.end('SIGTERM'),
);

beforeAll(() => until(async () => (await fetch(`${service.url}/health/ready`)).ok));

describe('a database that goes away and comes back under load', () => {
  it('costs no read and no acknowledged write, ten times over', async () => {
    const waits: number[] = [];
    const traffic = await Traffic.start(service.url);
    for (const mode of ROUNDS) {
      await sleep(500);
      await server.stop(mode);
      await sleep(AWAY_MS);
      traffic.awaitSuccess();
      const acceptsAt = await server.start();
      await until(() => traffic.successAt !== undefined);
      waits.push(Math.max(0, Math.round(traffic.successAt! - acceptsAt)));
    }
    await until(async () => (await fetch(`${service.url}/health/ready`)).ok);
    const { reads, failedReads, acknowledged, refused, oddWrites, live, ready } = await traffic.stop();
    const stored = await countStored(server, acknowledged);
    console.log(
      `${reads} reads, ${failedReads.length} failed; ${acknowledged.length} writes acknowledged, ${stored} found; ` +
        `${refused.length} refused, ${await countStored(server, refused)} of them found; first success after ${waits.join(', ')} ms`,
    );
    expect(failedReads).toEqual([]);
    expect(oddWrites).toEqual([]);
    expect(stored).toBe(acknowledged.length);
    expect([...live]).toEqual([200]);
    expect([...ready].sort()).toEqual([200, 503]);
    expect(Math.max(...waits)).toBeLessThanOrEqual(MOST_MS);
  }, 120_000);

  it('loses nothing when its connections are terminated at any moment', async () => {
    const traffic = await Traffic.start(service.url);
    for (let round = 0; round < 40; round++) {
      await server.terminateService();
      await sleep(50);
    }
    const { failedReads, acknowledged, oddWrites, live } = await traffic.stop();
    expect(failedReads).toEqual([]);
    expect(oddWrites).toEqual([]);
    expect(await countStored(server, acknowledged)).toBe(acknowledged.length);
    expect([...live]).toEqual([200]);
  }, 60_000);
});
