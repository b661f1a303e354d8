import { afterEach, describe, expect, it } from 'vitest';
import { connect } from 'node:net';
import { useFolder, type ServiceProcess, startService } from '../support/service-process.js';
import { useTestDatabase } from '../support/test-database.js';
import { newSecret } from '../../src/access/authentication/api-keys.repository.js';

const folder = useFolder();
const database = useTestDatabase();
let service: ServiceProcess | undefined;

async function start(environment: Record<string, string> = {}): Promise<ServiceProcess> {
  service = await startService(folder.path, { DATABASE_URL: database.url, REQUIRE_API_KEY: 'true', ...environment });
  return service;
}

afterEach(() => service?.end('SIGKILL'));

function linesWith({ stdout }: ServiceProcess, message: string): Record<string, unknown>[] {
  const lines = stdout()
    .split('\n')
    .filter((line) => line.includes(message));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

function sumOf(lines: Record<string, unknown>[], field: string): number {
  return lines.reduce((sum, line) => sum + Number(line[field] ?? 0), 0);
}

describe('refused requests', () => {
  it('are counted in one line of the log for each address, and not logged one by one', async () => {
    const running = await start({ RATE_LIMIT_PER_MINUTE: '400' });
    for (let request = 0; request < 500; request++) {
      await fetch(`${running.url}/api/v1/leads`, { headers: { 'x-api-key': newSecret() } }).then((r) => r.text());
    }
    await running.end('SIGTERM');
    const lines = linesWith(running, 'Requests were refused');
    expect(lines.length).toBeLessThanOrEqual(3);
    expect(new Set(lines.map(({ address }) => address))).toEqual(new Set(['127.0.0.1']));
    expect(sumOf(lines, 'count')).toBe(500);
    const kinds = lines.flatMap((line) => line.kinds as { kind: string; count: number }[]);
    expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(['AUTHENTICATION_FAILED', 'RATE_LIMIT_EXCEEDED']));
    expect(kinds.reduce((sum, { count }) => sum + count, 0)).toBe(500);
    expect(running.stdout()).not.toContain('sa_live_');
  }, 60_000);

  it('beyond a limit of connections are counted, too', async () => {
    const running = await start({ MAX_PIPELINED_REQUESTS: '2' });
    const { hostname, port } = new URL(running.url);
    for (let client = 0; client < 50; client++) {
      const socket = connect(Number(port), hostname, () =>
        socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(10)),
      );
      await new Promise((resolve) =>
        socket
          .on('error', () => undefined)
          .on('close', resolve)
          .resume(),
      );
    }
    await running.end('SIGTERM');
    const lines = linesWith(running, 'A limit of connections was reached');
    expect(lines.length).toBeLessThanOrEqual(3);
    expect(sumOf(lines, 'count')).toBe(50);
  }, 60_000);
});
