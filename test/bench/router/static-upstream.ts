// A provider that answers every chat completion with the same bytes, faster than anything that is measured against it: it
// reads no more of HTTP than where a request ends. A request for a stream gets a stream of tokens.
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const TOKENS = 20;
const USAGE = { prompt_tokens: 20, completion_tokens: TOKENS, total_tokens: 20 + TOKENS };
const shared = { id: 'chatcmpl-1', created: 1_795_341_600, model: 'static' };
const choice = (delta: object, finish_reason: string | null) => [{ index: 0, delta, finish_reason }];

const COMPLETION = JSON.stringify({
  ...shared,
  object: 'chat.completion',
  choices: [
    { index: 0, message: { role: 'assistant', content: 'A static answer. '.repeat(4) }, finish_reason: 'stop' },
  ],
  usage: USAGE,
});
const WHOLE = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(COMPLETION)}\r\n\r\n${COMPLETION}`,
);
const STREAM_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const STREAM_END = [
  event({ ...shared, object: 'chat.completion.chunk', choices: choice({}, 'stop') }),
  event({ ...shared, object: 'chat.completion.chunk', choices: [], usage: USAGE }),
  chunked('data: [DONE]\n\n'),
  '0\r\n\r\n',
].join('');
const TOKEN = event({ ...shared, object: 'chat.completion.chunk', choices: choice({ content: 'token ' }, null) });

/** Between two tokens of a stream, in ms. */
const pauseMs = Number(process.env.TOKEN_PAUSE_MS ?? 10);

const server = createServer((socket) => {
  let received = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    received = received.length === 0 ? bytes : Buffer.concat([received, bytes]);
    for (let end = endOfRequest(received); end > 0; end = endOfRequest(received)) {
      const isStream = received.subarray(0, end).includes('"stream":true');
      received = received.subarray(end);
      if (isStream) void stream(socket);
      else socket.write(WHOLE);
    }
  });
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`listens on http://127.0.0.1:${address.port}`);
});

async function stream(socket: Socket): Promise<void> {
  socket.write(STREAM_HEAD);
  for (let token = 0; token < TOKENS && !socket.destroyed; token++) {
    socket.write(TOKEN);
    await sleep(pauseMs);
  }
  if (!socket.destroyed) socket.write(STREAM_END);
}

/** Where the first request in `bytes` ends, or 0 if it has not arrived whole. */
function endOfRequest(bytes: Buffer): number {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return 0;
  const length = /content-length: *(\d+)/i.exec(bytes.toString('latin1', 0, headEnd))?.[1] ?? '0';
  const end = headEnd + 4 + Number(length);
  return bytes.length < end ? 0 : end;
}

function event(data: object): string {
  return chunked(`data: ${JSON.stringify(data)}\n\n`);
}

function chunked(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}
