import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../attack.js';
import { silent } from '../../support/provider-responses.js';

const PROMPTS = 512;
/** A token of 14 bytes, so that a megabyte fits into the context window. */
const PROMPT = 'international '.repeat(70_000);

/** Each prompt is held as bytes, as a text and as the body of the request to the model until the model answers. */
export const attack: Attack = {
  title: 'a key sends 512 prompts of a megabyte to a model that does not answer',
  run: async ({ url, userKey, provider }) => {
    provider.script(silent);
    const body = JSON.stringify({ messages: [{ role: 'user', content: PROMPT }] });
    const headers = { authorization: `Bearer ${userKey}`, 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(15_000);
    const send = () => fetch(`${url}/api/v1/llm/chat/completions`, { method: 'POST', headers, body, signal });
    const statuses: number[] = [];
    const all = Array.from({ length: PROMPTS }, () => send().then(({ status }) => statuses.push(status)));
    await Promise.allSettled(all);
    if (!statuses.includes(429)) throw new Error(`Prompts were answered with ${[...new Set(statuses)].join()}`);
    await sleep(100);
  },
};
