import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ProviderDouble, startProviderDouble } from '../support/provider-double.js';
import { createFolder, type Folder, type ServiceProcess, startService } from '../support/service-process.js';
import { until } from '../support/until.js';
import type { Attack, Target } from './attack.js';

/** The longest that anybody else may wait while an attack goes on. */
const MAX_WAIT_MS = 1_000;
const RECOVERY_MS = 30_000;
/** What may remain of an attack in caches and pools. */
const MAX_REST_BYTES = 100 * 1024 * 1024;
const HEAP_MIB = 1_024;
const USER_SCOPES = ['leads:read', 'leads:write', 'llm:use', 'usage:read', 'research:run'];

interface Watched {
  pings: number;
  reads: number;
  slowestPingMs: number;
  slowestReadMs: number;
  failures: string[];
}

const folderOfAttacks = resolve('test/abuse/attacks');
const attacks = await Promise.all(
  readdirSync(folderOfAttacks)
    .filter((name) => name.endsWith('.ts'))
    .map(async (name) => ((await import(join(folderOfAttacks, name))) as { attack: Attack }).attack),
);

describe('the service answers others within a second, loses nothing and gives its memory back', () => {
  let folder: Folder;
  let service: ServiceProcess;
  let provider: ProviderDouble;
  let target: Target;
  let leadId: string;

  beforeEach(async () => {
    folder = await createFolder();
    provider = await startProviderDouble();
    service = await startService(folder.path, {
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB} --import=${pathToFileURL(resolve('test/abuse/collect-garbage.js')).href}`,
      LLM_PROVIDERS: JSON.stringify([{ name: 'double', base_url: `${provider.url}/v1`, model: 'double' }]),
    });
    target = await prepare(service.url, provider);
    leadId = await createLead(target);
  }, 60_000);

  afterEach(async () => {
    await service.end('SIGTERM');
    await provider.stop();
    await folder.remove();
  }, 60_000);

  it.each(attacks.map((attack): [string, Attack] => [attack.title, attack]))(
    'while %s',
    async (_, attack) => {
      const before = await heapBytes(target, service.pid);
      const watcher = await startWatcher(target, leadId);
      try {
        await attack.run(target);
      } finally {
        watcher.child.kill('SIGTERM');
      }
      const { pings, reads, slowestPingMs, slowestReadMs, failures } = await watcher.result;
      expect({ pings, reads }).not.toMatchObject({ pings: 0, reads: 0 });
      expect(failures.slice(0, 5)).toEqual([]);
      expect(slowestPingMs).toBeLessThanOrEqual(MAX_WAIT_MS);
      expect(slowestReadMs).toBeLessThanOrEqual(MAX_WAIT_MS);
      await until(async () => (await heapBytes(target, service.pid)) < before + MAX_REST_BYTES, RECOVERY_MS);
      const lead = await fetch(`${target.url}/api/v1/leads/${leadId}`, { headers: bearing(target.adminKey) });
      expect(lead.status).toBe(200);
    },
    180_000,
  );
});

async function startWatcher({ url, adminKey }: Target, leadId: string) {
  const child: ChildProcess = spawn(process.execPath, [resolve('test/abuse/watcher.js'), url, adminKey, leadId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stdout = child.stdout!;
  await once(stdout, 'readable');
  const result = text(stdout).then((lines) => JSON.parse(lines.trim().split('\n').at(-1)!) as Watched);
  return { child, result };
}

async function prepare(url: string, provider: ProviderDouble): Promise<Target> {
  const { hostname, port } = new URL(url);
  const adminKey = await createKey(url, {}, ['admin']);
  const userKey = await createKey(url, bearing(adminKey), USER_SCOPES);
  return { url, host: hostname, port: Number(port), adminKey, userKey, provider };
}

async function createKey(url: string, headers: Record<string, string>, scopes: string[]): Promise<string> {
  const { key } = await post<{ key: string }>(`${url}/api/v1/api-keys`, headers, { name: 'abuse', scopes });
  return key;
}

async function createLead({ url, adminKey }: Target): Promise<string> {
  const { id } = await post<{ id: string }>(`${url}/api/v1/leads`, bearing(adminKey), { company_name: 'Acme' });
  return id;
}

async function post<Answer>(url: string, headers: Record<string, string>, body: object): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as Answer;
}

/** What is alive after a collection: when the service collects by itself depends on what else it is asked to do. */
async function heapBytes({ url }: Target, pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR2');
  const response = await fetch(`${url}/health/detailed`);
  const { heap } = (await response.json()) as { heap: { used_bytes: number } };
  return heap.used_bytes;
}

function bearing(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}
