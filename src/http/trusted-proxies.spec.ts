import { describe, expect, it } from 'vitest';
import { TrustedProxies } from './trusted-proxies.js';

const proxies = new TrustedProxies(['10.0.0.7', '10.1.0.0/16', 'fd00::/8']);

describe('listed proxies', () => {
  it.each(['10.0.0.7', '::ffff:10.0.0.7', '10.1.255.255', 'fd12::1'])('include %s', (address) => {
    expect(proxies.has(address)).toBe(true);
  });

  it.each(['10.0.0.8', '10.2.0.0', 'fe80::1', '::ffff:10.2.0.0'])('do not include %s', (address) => {
    expect(proxies.has(address)).toBe(false);
  });
});
