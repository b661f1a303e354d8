import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventsOf, textChunks } from '../../support/provider-responses.js';
import { keysOfAnotherWorkspace } from '../other-workspace.js';
import type { Attack, Target } from '../attack.js';

const CALLS = 900;
const ARRIVAL_MS = 5_000;
const BEGINNING = eventsOf(textChunks());

/** Each call that breaks off has a warning to log, a ledger row, and an error to send. */
export const attack: Attack = {
  title: 'a provider breaks off hundreds of streams, and of calls without an answer yet, at one moment',
  run: async (target) => {
    const others = await keysOfAnotherWorkspace(target, 3, ['llm:use']);
    const keys = [target.userKey, target.adminKey, ...others];
    await cutAll(target, keys, true);
    await cutAll(target, keys, false);
  },
};

async function cutAll(target: Target, keys: string[], areStreams: boolean): Promise<void> {
  const open = new Set<ServerResponse>();
  target.provider.script(({ response }) => {
    if (areStreams) response.writeHead(200, { 'content-type': 'text/event-stream' }).write(BEGINNING);
    open.add(response);
  });
  const calls = Array.from({ length: CALLS }, (_, index) => call(target, keys[index % keys.length]!, areStreams));
  await sleep(ARRIVAL_MS);
  if (open.size < CALLS / 2) throw new Error(`Only ${open.size} calls reached the provider`);
  // What is attempted again is refused at once.
  target.provider.script(({ response }) => void response.writeHead(500).end());
  for (const response of open) response.destroy();
  const wrong = (await Promise.all(calls)).filter((status) => status === 500);
  if (wrong.length > 0) throw new Error(`${wrong.length} calls were answered with 500`);
}

async function call({ url }: Target, key: string, stream: boolean): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ stream, messages: [{ role: 'user', content: 'Hello' }] });
  const response = await fetch(`${url}/api/v1/llm/chat/completions`, { method: 'POST', headers, body });
  await response.text();
  return response.status;
}
