import { connect, createServer, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { useFolder, launchService, startAndFail, startService } from '../support/service-process.js';
import { useTestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

/** Asks for a ping again and again, as RunPod's load balancer does, and keeps what was new; 0 is no answer at all. */
class Poller {
  readonly seen: number[] = [];
  private isStopped = false;

  constructor(private readonly url: string) {
    void this.poll();
  }

  stop(): void {
    this.isStopped = true;
  }

  private async poll(): Promise<void> {
    while (!this.isStopped) {
      const status = await fetch(`${this.url}/ping`).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status !== this.seen.at(-1)) this.seen.push(status);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

describe('GET /ping of a process', () => {
  const folder = useFolder();
  const database = useTestDatabase();

  it('answers 204 until the database is there, then 200, and 503 after SIGTERM', async () => {
    const [databasePort, healthPort] = [await freePort(), await freePort()];
    const away = new URL(database.url);
    away.port = String(databasePort);
    const polled = new Poller(`http://127.0.0.1:${healthPort}`);
    const service = await startService(folder.path, {
      DATABASE_URL: away.href,
      PORT_HEALTH: String(healthPort),
    });
    const main = new Poller(service.url);
    await until(() => polled.seen.includes(204) && main.seen.includes(204));
    const forwarder = forward(databasePort, new URL(database.url));
    await until(() => polled.seen.includes(200) && main.seen.includes(200));
    const ended = service.end('SIGTERM');
    await until(() => polled.seen.includes(503) && main.seen.includes(503));
    expect(await ended).toBe(0);
    await until(() => polled.seen.at(-1) === 0 && main.seen.at(-1) === 0);
    polled.stop();
    main.stop();
    forwarder.close();
    expect(polled.seen).toEqual([0, 204, 200, 503, 0]);
    expect(main.seen).toEqual([204, 200, 503, 0]);
  }, 30_000);

  it('answers 204 while the embedded database starts, and 503 after SIGTERM during that start', async () => {
    const healthPort = await freePort();
    const polled = new Poller(`http://127.0.0.1:${healthPort}`);
    const service = launchService(folder.path, { PORT_HEALTH: String(healthPort) });
    await until(() => polled.seen.includes(204));
    expect(service.stdout()).not.toContain('listens on');
    expect(await service.end('SIGTERM')).toBe(0);
    await until(() => polled.seen.at(-1) === 0);
    polled.stop();
    expect(polled.seen).toEqual([0, 204, 503, 0]);
  }, 30_000);

  it('needs no second port when PORT_HEALTH equals PORT', async () => {
    const port = String(await freePort());
    const service = await startService(folder.path, {
      DATABASE_URL: database.url,
      PORT: port,
      PORT_HEALTH: port,
      SHUTDOWN_DELAY_SECONDS: '0',
    });
    await until(async () => (await fetch(`http://127.0.0.1:${port}/ping`)).status === 200);
    expect(await service.end('SIGTERM')).toBe(0);
  }, 30_000);

  it('ends the start with one line when its port is taken', async () => {
    const port = await freePort();
    const occupant = createServer().listen(port, '127.0.0.1');
    const { code, stderr } = await startAndFail(folder.path, { PORT_HEALTH: String(port) });
    occupant.close();
    expect(code).toBe(1);
    expect(stderr).toBe('PORT_HEALTH is taken by another process; stop it, or set PORT_HEALTH to a free one.\n');
  }, 30_000);
});

/** Has `port` lead to the server at `target`, as if that had just started. */
function forward(port: number, target: URL): Server {
  const server = createServer((socket) => {
    const onward = connect(Number(target.port), target.hostname);
    socket.pipe(onward).pipe(socket);
    for (const end of [socket, onward]) end.on('error', () => onward.destroy());
  });
  return server.listen(port, '127.0.0.1');
}
