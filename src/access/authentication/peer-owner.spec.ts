import { describe, expect, it } from 'vitest';
import { endianness } from 'node:os';
import { ownerIn } from './peer-owner.js';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const ENDS = { address: '127.0.0.1', port: 0xa845, serverAddress: '127.0.0.1', serverPort: 0xbb8 };

function rowOf(ends: string, { uid = 1000, inode = 1084773, state = '01' } = {}): string {
  return `${HEAD}   0: ${ends} ${state} 00000000:00000000 00:00000000 00000000 ${uid}        0 ${inode} 1 00ea113b7a 100 0 0 10 0\n`;
}

(endianness() === 'LE' ? describe : describe.skip)('the user of the client end of a connection', () => {
  it.each([
    ['IPv4', ENDS, '0100007F:A845 0100007F:0BB8'],
    ['another address of loopback', { ...ENDS, address: '127.0.0.2' }, '0200007F:A845 0100007F:0BB8'],
    [
      'IPv6',
      { ...ENDS, address: '::1', serverAddress: '::1' },
      '00000000000000000000000001000000:A845 00000000000000000000000001000000:0BB8',
    ],
    [
      'IPv4 on a socket of IPv6',
      { ...ENDS, address: '::ffff:127.0.0.1', serverAddress: '::ffff:127.0.0.1' },
      '0000000000000000FFFF00000100007F:A845 0000000000000000FFFF00000100007F:0BB8',
    ],
  ])('is found for %s', (_what, ends, row) => {
    expect(ownerIn(rowOf(row), ends)).toBe(1000);
  });

  it.each([
    ['the server end', '0100007F:0BB8 0100007F:A845'],
    ['another address', '0200007F:A845 0100007F:0BB8'],
    ['another port of the server', '0100007F:A845 0100007F:0BB9'],
  ])('is not taken from the row of %s', (_what, row) => {
    expect(ownerIn(rowOf(row), ENDS)).toBeUndefined();
  });

  it('is unknown once its process has closed it, when the kernel names root', () => {
    const row = '0100007F:A845 0100007F:0BB8';
    expect(ownerIn(rowOf(row, { uid: 0, inode: 0, state: '05' }), ENDS)).toBeUndefined();
  });
});
