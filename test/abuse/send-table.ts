import { Readable } from 'node:stream';
import type { Target } from './attack.js';

/** Most that an upload may take here. */
const LIMIT_MS = 60_000;

/**
 * Uploads a file of leads as it is, in pieces; its type is told by its first bytes.
 * @throws Error if the answer is 500
 */
export async function sendTable({ url }: Target, key: string, pieces: Buffer[]): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'text/csv' };
  const body = Readable.toWeb(Readable.from(pieces)) as ReadableStream;
  const signal = AbortSignal.timeout(LIMIT_MS);
  const response = await fetch(`${url}/api/v1/imports?again=true`, {
    method: 'POST',
    headers,
    body,
    signal,
    duplex: 'half',
  });
  const answer = await response.text();
  if (response.status === 500) throw new Error(answer);
}
