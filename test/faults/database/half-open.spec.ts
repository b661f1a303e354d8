import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app.setup.js';
import { loadSettings } from '../../../src/app.settings.js';
import { Database } from '../../../src/database/database.service.js';
import { useTestDatabase } from '../../support/test-database.js';
import { useStarted } from '../../support/use-started.js';

const CONNECTIONS = 10;

const postgres = useTestDatabase();
const proxy = useStarted(
  () => SilencingProxy.before(postgres.url),
  (started) => {
    started.close();
  },
);
const app = useStarted(
  async () => (await createApp(loadSettings({ LOG_LEVEL: 'silent' }), proxy.url)).init(),
  (started) => started.close(),
);
let database: Database;

beforeAll(async () => {
  database = app.get(Database, { strict: false });
  await postgres.query('CREATE TABLE notes (id int)');
});

/** Passes bytes on, until it silences the connections of that moment: they stay open, and nothing moves any more. */
class SilencingProxy {
  private readonly pairs = new Set<[Socket, Socket]>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async before(target: string): Promise<SilencingProxy> {
    const { hostname, port } = new URL(target);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(target);
    url.port = String((server.address() as AddressInfo).port);
    const proxy = new SilencingProxy(server, url.href);
    server.on('connection', (near) => {
      const far = connect(Number(port), hostname);
      for (const socket of [near, far]) socket.on('error', () => undefined);
      near.pipe(far).pipe(near);
      proxy.pairs.add([near, far]);
    });
    return proxy;
  }

  silence(): void {
    for (const [near, far] of this.pairs) {
      near.unpipe(far).resume();
      far.unpipe(near).resume();
    }
  }

  close(): void {
    this.server.close();
    for (const socket of [...this.pairs].flat()) socket.destroy();
  }
}

describe('Half-open connections', () => {
  it.each([
    ['while they were idle', 600],
    ['while they were busy', 0],
  ])(
    '%s fail no read',
    async (_, idleMs) => {
      await Promise.all(Array.from({ length: CONNECTIONS }, () => database.read('SELECT pg_sleep(0.1)')));
      await new Promise((resolve) => setTimeout(resolve, idleMs));
      proxy.silence();
      const reads = await Promise.all(Array.from({ length: 30 }, () => database.read('SELECT 7 AS seven')));
      expect(reads).toEqual(Array(30).fill([{ seven: 7 }]));
    },
    20_000,
  );

  it('in the middle of a write are an error, and the write is not repeated', async () => {
    const writing = database.write('INSERT INTO notes SELECT 1 FROM pg_sleep(0.2)');
    writing.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    proxy.silence();
    await expect(writing).rejects.toMatchObject({ errorCode: 'DATABASE_CONNECTION_ERROR' });
    expect(await postgres.query('SELECT FROM notes')).toHaveLength(1);
  }, 20_000);
});

it('leaves a statement alone that is merely slow', async () => {
  await postgres.query('CREATE SEQUENCE runs');
  const slow = await database.read(`SELECT nextval('runs')::int AS run FROM pg_sleep(3)`);
  expect(slow).toEqual([{ run: 1 }]);
}, 20_000);
