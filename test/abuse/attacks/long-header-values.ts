import type { Attack, Target } from '../attack.js';

const AT_ONCE = 40;
const GAP = ' '.repeat(15_000);
const VALUES = [`a${GAP}b`, `gzip;q=0${'0'.repeat(15_000)}x`, 'a;,'.repeat(5_000)];
const NAMES = [
  'accept-encoding',
  'accept',
  'cookie',
  'authorization',
  'if-none-match',
  'content-type',
  'x-forwarded-for',
];
const PATHS = ['/console/', '/', '/api/v1/openapi.json', '/api/v1/leads', '/v1/models', '/mcp'];

/** Headers may have 16 KB, and what reads them must not compare each character with all others. */
export const attack: Attack = {
  title: 'anybody sends headers with long gaps, 40 of a kind at a time',
  run: async (target) => {
    for (const path of PATHS)
      for (const name of NAMES)
        for (const value of VALUES)
          await Promise.all(Array.from({ length: AT_ONCE }, () => send(target, path, { [name]: value })));
  },
};

async function send({ url }: Target, path: string, headers: Record<string, string>): Promise<void> {
  const response = await fetch(url + path, { headers, redirect: 'manual' });
  await response.arrayBuffer();
  if (response.status >= 500 && response.status !== 503)
    throw new Error(`${path} was answered with ${response.status}`);
}
