import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.js';
import { freePort } from '../support/free-port.js';
import { hasNginx, Nginx } from '../support/nginx.js';
import { asCerebras, useProviderDouble } from '../support/provider-double.js';
import { goodAnswer, late } from '../support/provider-responses.js';
import { scoringAnswer } from '../support/sample-lead.js';
import { type ServiceProcess, startService, useFolder } from '../support/service-process.js';
import { useTestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const RUN_LEADS = 200;
const IMPORTED_LEADS = 6_000;
const PATIENCE_MS = 60_000;
/** How long each caller waits between two requests, so that a small machine has time for the restarts, too. */
const PAUSE_MS = 40;

/** A CI that skipped this would not notice that restarts fail. */
const mustRun = process.env.CI !== undefined;
if (!hasNginx && !mustRun) console.warn('nginx is not installed, so restarts behind it are not tested');

describe.skipIf(!hasNginx && !mustRun)('two replicas behind nginx', () => {
  const database = useTestDatabase();
  const provider = useProviderDouble();
  const folder = useFolder();
  const replicas = new Map<number, ServiceProcess>();
  let ports: number[];
  let nginx: Nginx;
  let manager: Server;
  let key: string;

  const launch = async (port: number) => {
    const environment = { DATABASE_URL: database.url, PORT: String(port), TRUST_PROXY: '127.0.0.1' };
    replicas.set(port, await startService(folder.path, { ...environment, ...asCerebras(provider) }));
  };

  /** In place of a service manager: a request to it stops the replica at the port of its path, and starts it again. */
  const startManager = async () => {
    manager = createServer((request, response) => {
      const port = Number(request.url!.slice(1));
      void replicas
        .get(port)!
        .end('SIGTERM')
        .then((code) => {
          response.writeHead(code === 0 ? 200 : 500).end();
          return launch(port);
        });
    }).listen(0, '127.0.0.1');
    await once(manager, 'listening');
  };

  beforeAll(async () => {
    ports = [await freePort(), await freePort()];
    const scored = late(40, goodAnswer(scoringAnswer(80, 70, 60)));
    const streamed = goodAnswer('one two three four five six seven eight nine ten', { gapMs: 60 });
    provider.script((call) => (call.body.stream === true ? streamed(call) : scored(call)));
    const made = await runCommand(folder.path, ['keys', 'create', '--name', 'test'], { DATABASE_URL: database.url });
    key = made.stdout.trim().split('\n').at(-1)!;
    await Promise.all([...ports.map(launch), startManager()]);
    nginx = await Nginx.start(join(folder.path, 'nginx'), await freePort(), [
      ['3001', String(ports[0])],
      ['3002', String(ports[1])],
      ['/run/sales-agent/', `${folder.path}/`],
    ]);
  }, PATIENCE_MS);

  afterAll(async () => {
    await nginx.stop();
    manager.close();
    await Promise.all([...replicas.values()].map((replica) => replica.end('SIGKILL')));
  });

  const restart = async (port: number) => {
    const { port: managed } = manager.address() as AddressInfo;
    const command = ['curl', '--silent', '--show-error', '--fail', `http://127.0.0.1:${managed}/${port}`];
    const script = spawn('bash', [resolve('docker/nginx/restart-replica.sh'), String(port), ...command], {
      stdio: 'inherit',
      env: { ...process.env, SALES_AGENT_RUN: folder.path },
    });
    expect(await once(script, 'exit')).toEqual([0, null]);
  };

  const ask = async (path: string, body?: object | string) => {
    const type = typeof body === 'string' ? 'text/csv' : 'application/json';
    const answer = await fetch(nginx.url + path, {
      headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text;
  };

  const askJson = async (path: string, body?: object | string) =>
    JSON.parse(await ask(path, body)) as { id: string; state: string; counts: Record<string, number> };

  const csvOf = (count: number, name: string) =>
    `company_name,external_id\n${Array.from({ length: count }, (_, n) => `${name} ${n},${name}-${n}`).join('\n')}\n`;

  /** Callers that go on until they are stopped; what fails is kept. */
  const startTraffic = () => {
    const tally = { failures: [] as string[], stored: [] as string[], reads: 0, streams: 0 };
    let isOver = false;
    const caller = async (act: () => Promise<unknown>) => {
      while (!isOver) {
        await act().catch((error: unknown) => tally.failures.push(String((error as Error).cause ?? error)));
        await sleep(PAUSE_MS);
      }
    };
    const read = async () => {
      await ask('/api/v1/leads?limit=5');
      tally.reads++;
    };
    const write = async () => {
      const external_id = randomUUID();
      await ask('/api/v1/leads', { company_name: 'Acme', external_id });
      tally.stored.push(external_id);
    };
    const stream = async () => {
      const messages = [{ role: 'user', content: 'Count to ten.' }];
      const text = await ask('/v1/chat/completions', { model: 'balanced', stream: true, messages });
      if (!text.trimEnd().endsWith('data: [DONE]')) throw new Error(`A stream was cut: ${text}`);
      tally.streams++;
    };
    const running = Promise.all([read, read, read, write, write, write, stream, stream, stream].map(caller));
    return async () => {
      isOver = true;
      await running;
      return tally;
    };
  };

  it('are restarted one after the other under reads, writes, streams, a run and an import, and no request fails', async () => {
    await ask('/api/v1/imports?wait=60', csvOf(RUN_LEADS, 'scored'));
    const run = await askJson('/api/v1/qualification-runs', { filter: {}, method: 'llm' });
    const started = await askJson('/api/v1/imports?wait=false', csvOf(IMPORTED_LEADS, 'imported'));
    const stopTraffic = startTraffic();
    for (const port of ports) await restart(port);
    const { failures, stored, reads, streams } = await stopTraffic();
    expect(failures).toEqual([]);
    expect(Math.min(reads, streams, stored.length)).toBeGreaterThan(10);
    const [kept] = await database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM leads WHERE external_id = ANY($1)',
      [stored],
    );
    expect(kept!.count).toBe(stored.length);
    const finished = async (path: string) => (await askJson(path)).state === 'completed';
    const [runPath, importPath] = [`/api/v1/qualification-runs/${run.id}`, `/api/v1/imports/${started.id}`];
    await until(async () => (await finished(runPath)) && (await finished(importPath)), PATIENCE_MS);
    expect((await askJson(runPath)).counts).toMatchObject({ total: RUN_LEADS, done: RUN_LEADS, failed: 0 });
    const [imported] = await database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM leads WHERE external_id LIKE 'imported-%'`,
    );
    expect(imported!.count).toBe(IMPORTED_LEADS);
  }, 180_000);
});
