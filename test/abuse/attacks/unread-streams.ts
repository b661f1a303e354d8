import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Attack } from '../attack.js';
import { chunk, endlessStream, goodAnswer, textChunks } from '../../support/provider-responses.js';

const STREAMS = 1_030;
const PROMPT = 'word '.repeat(20_000);

/** Each stream holds a connection to the provider, and its tokens are counted when it ends. */
export const attack: Attack = {
  title: 'a thousand streams of a language model are not read, and then dropped at once',
  run: async ({ url, host, port, userKey, adminKey, provider }) => {
    const endless = endlessStream(textChunks(), chunk({ content: 'more '.repeat(100) }), 50);
    provider.script((call) => (call.body.stream === true ? endless(call) : goodAnswer()(call)));
    const body = JSON.stringify({ stream: true, messages: [{ role: 'user', content: PROMPT }] });
    const head = [
      'POST /api/v1/llm/chat/completions HTTP/1.1',
      `Host: ${host}`,
      `Authorization: Bearer ${userKey}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    const sockets = Array.from({ length: STREAMS }, () => {
      const socket = connect(port, host, () => socket.write(`${head.join('\r\n')}\r\n\r\n${body}`));
      return socket.on('error', () => undefined).pause();
    });
    await sleep(5_000);
    const response = await fetch(`${url}/api/v1/llm/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] }),
    });
    expect(response.status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await sleep(5_000);
  },
};
