import { describe, expect, it } from 'vitest';
import { forwardedAddresses } from './forwarded-for.js';

describe('forwardedAddresses', () => {
  it.each([
    ['', []],
    ['203.0.113.7', ['203.0.113.7']],
    [' 203.0.113.7 ,10.0.0.1', ['203.0.113.7', '10.0.0.1']],
    ['203.0.113.7:55123, 10.0.0.1:80', ['203.0.113.7', '10.0.0.1']],
    ['2001:db8::7, ::ffff:10.0.0.1', ['2001:db8::7', '::ffff:10.0.0.1']],
    ['[2001:db8::7]:443,[2001:DB8::8]', ['2001:db8::7', '2001:DB8::8']],
  ])('%j holds %j', (header, addresses) => {
    expect(forwardedAddresses(header)).toEqual(addresses);
  });

  it.each([
    'unknown',
    '_hidden',
    '<b>',
    'x'.repeat(60),
    'localhost',
    '203.0.113',
    '203.0.113.7:x',
    '[203.0.113.7',
    'fe80::1%eth0',
    '"203.0.113.7"',
    '',
  ])('ignores %j and everything left of it', (entry) => {
    expect(forwardedAddresses(`203.0.113.1, ${entry}`)).toEqual([]);
    expect(forwardedAddresses(`203.0.113.1, ${entry}, 203.0.113.7`)).toEqual(['203.0.113.7']);
  });
});
