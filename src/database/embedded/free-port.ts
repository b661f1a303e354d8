import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** `preferred` if it is free, else any free port. */
export async function freePort(preferred: number): Promise<number> {
  for (const port of [preferred, 0]) {
    const probe = createServer();
    const isFree = await once(probe.listen(port, '127.0.0.1'), 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    const address = probe.address() as AddressInfo;
    await new Promise((closed) => probe.close(closed));
    return address.port;
  }
  throw new Error('No free port on 127.0.0.1 for the embedded PostgreSQL');
}
