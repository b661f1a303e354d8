import { BlockList, isIP } from 'node:net';

/** Tells the addresses of listed proxies, on whose connections requests of many clients come. */
export class TrustedProxies {
  private readonly listed = new BlockList();

  /** @param ranges addresses and CIDR ranges, as `TRUST_PROXY` lists them */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [address = '', length] = range.split('/');
      if (length === undefined) this.listed.addAddress(address, familyOf(address));
      else this.listed.addSubnet(address, Number(length), familyOf(address));
    }
  }

  has(address: string): boolean {
    return this.listed.check(address, familyOf(address));
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
