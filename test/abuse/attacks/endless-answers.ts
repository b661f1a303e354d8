import { expect } from 'vitest';
import type { Attack } from '../attack.js';
import { chunk, completion, endlessBody, goodAnswer } from '../../support/provider-responses.js';

const CALLERS = 12;
const JSON_TYPE = { 'content-type': 'application/json' };
const WORDS = `data: ${JSON.stringify(chunk({ content: 'word '.repeat(200) }))}\n\n`;
const HOSTILE = `{"choices":[${'{},'.repeat(300_000)}{}]}`;

/** A provider that is broken, or was taken over, and callers who make it send as much as it can. */
export const attack: Attack = {
  title: 'a provider sends answers without an end, held back for many callers',
  run: async ({ url, userKey, adminKey, provider }) => {
    const ask = async (key: string, stream: boolean, headers: Record<string, string> = {}) => {
      const response = await fetch(`${url}/api/v1/llm/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ stream, messages: [{ role: 'user', content: 'Say something.' }] }),
        signal: AbortSignal.timeout(60_000),
      });
      return { status: response.status, text: await response.text() };
    };
    const held = { 'x-llm-stream': 'complete' };
    provider.script((call) =>
      call.body.stream === true ? endlessBody(WORDS)(call) : endlessBody(' ', JSON_TYPE)(call),
    );
    const streams = Array.from({ length: CALLERS }, () => ask(userKey, true, held));
    const answers = Array.from({ length: CALLERS }, () => ask(userKey, false));
    for (const { status, text } of await Promise.all([...streams, ...answers])) {
      expect(status).toBeGreaterThanOrEqual(500);
      expect(text.length).toBeLessThan(10_000);
    }
    provider.script(({ response }) => void response.writeHead(200, JSON_TYPE).end(HOSTILE));
    await Promise.all(Array.from({ length: 4 }, () => ask(userKey, false)));
    provider.script(goodAnswer(JSON.stringify(completion('x'))));
    expect((await ask(adminKey, false)).status).toBe(200);
  },
};
