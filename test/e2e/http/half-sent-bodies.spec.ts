import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { issueKey } from '../../support/callers.js';
import { openSocket, type OpenSocket } from '../../support/open-socket.js';
import { parseAnswer } from '../../support/raw-request.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const service = useService({ CORS_ORIGINS: 'https://app.example' });
const sockets: OpenSocket[] = [];

beforeAll(async () => {
  await issueKey(service);
});

afterEach(() => {
  for (const { socket } of sockets.splice(0)) socket.destroy();
});

describe('a request whose body is not needed is answered before it arrives', () => {
  it.each([
    ['POST /nowhere HTTP/1.1', 404],
    ['DELETE /nowhere HTTP/1.1', 404],
    ['POST /nowhere HTTP/1.0', 404],
    ['POST /ping HTTP/1.1', 405],
    ['PUT /ping HTTP/1.0', 405],
    ['DELETE /health HTTP/1.1', 405],
    ['PATCH /mcp HTTP/1.1', 405],
    ['OPTIONS /api/v1/leads HTTP/1.1', 405],
    ['OPTIONS /nowhere HTTP/1.1', 404],
    ['CONNECT /ping HTTP/1.1', 400],
    ['GET /ping HTTP/1.1', 200],
    ['GET / HTTP/1.1', 200],
    ['POST /api/v1/leads HTTP/1.1', 401],
    ['POST /mcp HTTP/1.1', 401],
    ['POST /api/v1/llm/chat/completions HTTP/1.1', 401],
  ])('%s', async (start, status) => {
    for (const framing of ['Content-Length: 100', 'Content-Length: 200000', 'Transfer-Encoding: chunked']) {
      for (const type of ['application/json', 'text/plain']) {
        const opened = await openSocket(service.url);
        sockets.push(opened);
        const body = framing.startsWith('Content') ? '{' : '1\r\n{\r\n';
        opened.socket.write([start, 'Host: localhost', `Content-Type: ${type}`, framing, '', body].join('\r\n'));
        await until(() => opened.received() !== '', 2_000);
        const answer = parseAnswer(opened.received(), false);
        expect([framing, type, answer.status]).toEqual([framing, type, status]);
        expect(answer.headers['x-request-id']).toMatch(/./);
      }
    }
  });
});
