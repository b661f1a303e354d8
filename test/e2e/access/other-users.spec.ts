import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { useService } from '../../support/test-service.js';

const NOBODY = 65_534;
/** Only root may start programs of other users, and only Linux lists to whom a connection belongs. */
const canTry = process.platform === 'linux' && process.getuid?.() === 0;

/** Prints the status of the leads. */
const CLIENT = `fetch(process.argv[1] + '/api/v1/leads').then(({ status }) => console.log(status));`;
/** Passes bytes on to the service, and prints its own address. */
const RELAY = `
  const { connect, createServer } = require('node:net');
  const { hostname, port } = new URL(process.argv[1]);
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`;

function run(script: string, url: string, uid: number) {
  // Elsewhere Node.js may not read its own folder.
  return spawn(process.execPath, ['-e', script, url], {
    uid,
    gid: uid,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

(canTry ? describe : describe.skip)('A service without any API key', () => {
  const service = useService();

  it.each([
    ['accepts programs of its own user', 0, '200'],
    ['refuses programs of another user', NOBODY, '401'],
  ])('%s', async (_what, uid, status) => {
    expect((await text(run(CLIENT, service.url, uid).stdout)).trim()).toBe(status);
  });

  it('refuses what a relay of another user passes on', async () => {
    const relay = run(RELAY, service.url, NOBODY);
    try {
      const [address] = (await once(relay.stdout, 'data')) as [Buffer];
      expect((await fetch(`${address.toString().trim()}/ping`)).ok).toBe(true);
      expect((await fetch(`${address.toString().trim()}/api/v1/leads`)).status).toBe(401);
    } finally {
      relay.kill();
    }
  });
});
