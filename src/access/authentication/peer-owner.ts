import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { endianness } from 'node:os';
import { Injectable } from '@nestjs/common';
import { SharedRead } from '../../resilience/shared-read.js';

/** Where Linux lists the sockets of this machine, for IPv4 and IPv6. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
/** A table takes milliseconds to read, and connections come together. */
const tables = new SharedRead((path: string) => readFile(path, 'latin1').catch(() => ''));
/** Columns of a row behind both addresses. */
const UID = 4;
const INODE = 6;

/** Both ends of a TCP connection, seen from the client. */
export interface ClientEnds {
  address: string;
  port: number;
  serverAddress: string;
  serverPort: number;
}

/** Finds out whether the client of a connection from this machine runs as the same user as this process. */
@Injectable()
export class PeerOwner {
  private readonly known = new WeakMap<Socket, Promise<boolean>>();

  /**
   * Whether the client end of `socket` belongs to our own user. A relay of another user, such as a web server that passes
   * requests on, does not. Where the system has no such table, as macOS and Windows, every client of this machine counts as our own.
   * A request without a connection, which the process makes itself, does too.
   */
  isOwnUser(socket: unknown): Promise<boolean> {
    if (!(socket instanceof Socket) || process.platform !== 'linux') return Promise.resolve(true);
    let isOwn = this.known.get(socket);
    if (isOwn === undefined) {
      isOwn = findOwner(socket).then((uid) => uid !== undefined && uid === process.geteuid?.());
      this.known.set(socket, isOwn);
    }
    return isOwn;
  }
}

async function findOwner(socket: Socket): Promise<number | undefined> {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  if (localAddress === undefined || localPort === undefined) return undefined;
  const ends = { address: remoteAddress, port: remotePort, serverAddress: localAddress, serverPort: localPort };
  // A table is read in pieces, between which a row may move; so a row that is missing is looked for twice.
  for (const table of [...TABLES, ...TABLES]) {
    const uid = ownerIn(await tables.get(table), ends);
    if (uid !== undefined) return uid;
  }
  return undefined;
}

/**
 * The user id of the client end in a table of sockets, or `undefined` if it is not listed there, or its process has closed
 * it: such a row names root, whatever user it belonged to.
 */
export function ownerIn(table: string, { address, port, serverAddress, serverPort }: ClientEnds): number | undefined {
  for (const isIPv6 of [false, true]) {
    const row = ` ${hexOf(address, isIPv6)}:${hexPort(port)} ${hexOf(serverAddress, isIPv6)}:${hexPort(serverPort)} `;
    const start = table.indexOf(row);
    if (start < 0) continue;
    const columns = table.slice(start + row.length, table.indexOf('\n', start)).split(/\s+/);
    return columns[INODE] === '0' ? undefined : Number(columns[UID]);
  }
  return undefined;
}

/** A loopback address as the kernel writes it: 32-bit words in the byte order of the machine. */
function hexOf(address: string, isIPv6: boolean): string {
  const ipv4 = address.replace(/^::ffff:/i, '');
  const parts = ipv4.split('.').map(Number);
  const isIPv4 = parts.length === 4;
  const words = isIPv4
    ? [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 255, 255], parts]
    : [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 1],
      ];
  return (isIPv6 ? words : words.slice(-1)).map(hexWord).join('');
}

function hexWord(bytes: number[]): string {
  const ordered = endianness() === 'LE' ? bytes.toReversed() : bytes;
  return Buffer.from(ordered).toString('hex').toUpperCase();
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}
