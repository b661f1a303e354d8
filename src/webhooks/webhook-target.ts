import { BlockList, connect, isIP, type Socket } from 'node:net';
import { Agent, buildConnector } from 'undici';

/** Networks that are not the internet: https://www.iana.org/assignments/iana-ipv4-special-registry and its sister for IPv6. */
const PRIVATE_IPV4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
/** Among them those that hold addresses of IPv4, but for ::ffff:0:0/96: BlockList takes these for what they hold. */
const PRIVATE_IPV6 = [
  ...[
    '::/96',
    '::ffff:0:0:0/96',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '100::/64',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
  ],
  ...['3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
];

/** Most that is read of one answer, with all that is no body: its head, interim answers, framing and trailers. */
const MAX_ANSWER_BYTES = 128 * 1024;

const blockList = new BlockList();
for (const network of PRIVATE_IPV4) block(network, 'ipv4');
for (const network of PRIVATE_IPV6) block(network, 'ipv6');

function block(network: string, family: 'ipv4' | 'ipv6'): void {
  const [address = '', prefix] = network.split('/');
  blockList.addSubnet(address, Number(prefix), family);
}

/** Whether a host is written as an address of a private network; that of a name is known at the dial only. */
export function isPrivateAddress(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  return family !== 0 && blockList.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Connections to webhooks. Which address a name stands for is checked at the dial, so that it cannot change in between;
 * a proxy would dial by itself, so there is none. What sends more than an answer may have is disconnected.
 */
export function webhookAgent(timeoutMs: number, allowPrivate: boolean): Agent {
  const startTls = buildConnector({ timeout: timeoutMs });
  return new Agent({
    connect: (options, callback) => {
      const socket = dial(options, timeoutMs, allowPrivate);
      if (options.protocol === 'https:') {
        startTls({ ...options, httpSocket: socket }, (...result) => {
          if (result[0] === null) limitAnswers(result[1]);
          callback(...result);
        });
        return;
      }
      socket.once('connect', () => {
        limitAnswers(socket);
        callback(null, socket);
      });
      socket.once('error', (error) => {
        callback(error, null);
      });
    },
  });
}

/** Must be called before others listen, so that they read nothing more of an answer that is too long. */
function limitAnswers(socket: Socket): void {
  let requestBytes = 0;
  let earlierBytes = 0;
  let seenBytes = 0;
  socket.on('readable', () => {
    // Whatever arrives after another request was written belongs to another answer.
    if (socket.bytesWritten !== requestBytes) {
      requestBytes = socket.bytesWritten;
      earlierBytes = seenBytes;
    }
    seenBytes = socket.bytesRead;
    if (seenBytes - earlierBytes > MAX_ANSWER_BYTES) socket.destroy(new Error('The answer is too long'));
  });
}

function dial({ hostname, port, protocol }: buildConnector.Options, timeoutMs: number, allowPrivate: boolean): Socket {
  const socket = connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    autoSelectFamily: true,
    ...(allowPrivate ? {} : { blockList }),
  });
  const timer = setTimeout(() => socket.destroy(new Error('The connection was not made in time')), timeoutMs);
  for (const event of ['connect', 'close']) {
    socket.once(event, () => {
      clearTimeout(timer);
    });
  }
  return socket;
}
