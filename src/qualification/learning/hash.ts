/** FNV-1a with the end of MurmurHash3, 32 bits: spreads well, and is the same on every machine. */
export function hashText(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return mix(hash);
}

/** A number of 53 bits that two different texts hardly ever share. */
export function hashWide(text: string): number {
  return hashText(text) * 0x200000 + (hashText(text, 0x5bd1e995) >>> 11);
}

function mix(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
