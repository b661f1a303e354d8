import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';

const WITH_PORT = /^(?:\[([\da-f:.]+)\]|([\d.]+))(?::\d{1,5})?$/i;

/**
 * Keeps the trustworthy part of X-Forwarded-For: the addresses at its right end, some of which proxies write with a port.
 * Everything left of an entry that is no address may be forged. The header itself stays, as a sign that a proxy was there.
 */
export function readForwardedAddresses(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ headers }, _reply, done) => {
    const given = headers['x-forwarded-for'];
    if (given !== undefined) headers['x-forwarded-for'] = forwardedAddresses(String(given)).join(', ');
    done();
  });
}

/** The addresses of a X-Forwarded-For up to its rightmost entry that is none, from left to right. */
export function forwardedAddresses(header: string): string[] {
  const entries = header.split(',').map((entry) => addressOf(entry.trim()));
  return entries.slice(entries.lastIndexOf(undefined) + 1).filter((entry) => entry !== undefined);
}

function addressOf(entry: string): string | undefined {
  const [, inBrackets, bare] = WITH_PORT.exec(entry) ?? [];
  const address = inBrackets ?? bare ?? entry;
  // A zone is of the proxy's own interfaces, and may be of any length.
  return isIP(address) === 0 || address.includes('%') ? undefined : address;
}
