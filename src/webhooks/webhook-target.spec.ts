import { describe, expect, it } from 'vitest';
import { isPrivateAddress } from './webhook-target.js';

describe('an address of a webhook', () => {
  it.each([
    ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
    ...[
      '0',
      '0x7f.1',
      '017700000001',
      '2130706433',
      '127.1',
      '①②⑦.0.0.1',
      '127.0.0.1.',
      '0xA9FEA9FE',
      '255.255.255.255',
    ],
    ...[
      '[::1]',
      '[::]',
      '[::127.0.0.1]',
      '[::ffff:10.0.0.1]',
      '[::ffff:0:127.0.0.1]',
      '[::ffff:169.254.169.254]',
      '[64:ff9b::7f00:1]',
      '[fd00::1]',
      '[fe80::1]',
      '[2002:7f00:1::]',
    ],
  ])('is private: %s', (host) => {
    expect(isPrivateAddress(new URL(`http://${host}/`).hostname)).toBe(true);
  });

  it.each(['8.8.8.8', '[2606:4700:4700::1111]', 'example.com', '172.32.0.1'])('is public, or a name: %s', (host) => {
    expect(isPrivateAddress(new URL(`http://${host}/`).hostname)).toBe(false);
  });
});
