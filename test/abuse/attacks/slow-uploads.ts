import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack, Target } from '../attack.js';

const UPLOADS = 600;
const FOR_MS = 10_000;
const PART = Buffer.from(`${'"An unclosed quote, a company of many words,'.repeat(400)}\n`);
const TYPES = ['text/csv', 'application/x-ndjson', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'];

/** Files are read while they arrive, into the database or into a folder. */
export const attack: Attack = {
  title: 'a key begins 600 uploads that go on slowly, and drops them',
  run: async (target) => {
    const signal = AbortSignal.timeout(FOR_MS);
    const statuses: number[] = [];
    const all = Array.from({ length: UPLOADS }, (_, index) =>
      upload(target, TYPES[index % TYPES.length]!, signal).then((status) => statuses.push(status)),
    );
    await Promise.allSettled(all);
    const wrong = statuses.filter((status) => status < 400 || status === 500);
    if (wrong.length > 0) throw new Error(`Answered with ${[...new Set(wrong)].join()}`);
  },
};

async function* slowly(signal: AbortSignal): AsyncGenerator<Buffer, void> {
  yield Buffer.from('Company,Email\n');
  while (!signal.aborted) {
    yield PART;
    await sleep(200);
  }
}

async function upload({ url, userKey }: Target, type: string, signal: AbortSignal): Promise<number> {
  const headers = { authorization: `Bearer ${userKey}`, 'content-type': type };
  const body = Readable.toWeb(Readable.from(slowly(signal))) as ReadableStream;
  const response = await fetch(`${url}/api/v1/imports`, { method: 'POST', headers, body, signal, duplex: 'half' });
  await response.arrayBuffer();
  return response.status;
}
