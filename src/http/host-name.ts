/** The name in a `Host` header, in lower case and without its port; of an IPv6 address without its brackets. */
export function hostName(header: string): string {
  return header
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
}
