import { createServer } from 'node:net';

/** `preferred` if it is free, else any free port. */
export async function freePort(preferred: number): Promise<number> {
  for (const port of [preferred, 0]) {
    const probe = createServer();
    const free = await new Promise<number | undefined>((done) => {
      probe.once('error', () => {
        done(undefined);
      });
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        done(typeof address === 'object' && address !== null ? address.port : undefined);
      });
    });
    await new Promise((closed) => probe.close(closed));
    if (free !== undefined) return free;
  }
  throw new Error('No free port on 127.0.0.1 for the embedded PostgreSQL');
}
