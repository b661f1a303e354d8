import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether `host` is an address of this machine alone. Any name but `localhost` may resolve to anything. */
export function isLoopback(host: string): boolean {
  // Nearly all; the list takes longer.
  if (host === '127.0.0.1' || host.toLowerCase() === 'localhost') return true;
  const family = isIP(host);
  return family !== 0 && LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** The name in a `Host` header, in lower case and without its port; of an IPv6 address without its brackets. */
export function hostName(header: string): string {
  return header
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
}
