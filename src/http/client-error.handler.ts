import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { HTTP_STATUS } from '../errors/error-kind.js';
import { ErrorResponse } from '../errors/error-response.dto.js';
import { toSalesAgentError } from '../errors/foreign-error.js';
import { MalformedRequestError } from '../errors/request.errors.js';
import { newId } from '../ids/new-id.js';
import { isUploading } from './file-bodies.js';
import { LINGER_MS } from './unread-body.js';

/** Answers what never became a request, such as broken or oversized headers, in our own shape, and closes the connection. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && isUploading(socket)) return;
  // Answered already. Closing at once could lose the response for a client that still sends.
  if (socket.writableEnded) return;
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
    socket.destroy();
    return;
  }
  const translated = toSalesAgentError(error);
  const answer =
    translated.kind === 'internal' ? new MalformedRequestError('This is not a valid HTTP request') : translated;
  const requestId = newId();
  const body = JSON.stringify(ErrorResponse.from(answer, requestId));
  const status = HTTP_STATUS[answer.kind];
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Cache-Control: no-store',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  // A client that never closes the connection would keep it forever.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

/** Whether a response is partly sent, which another would break. Node's own handler checks the socket as well. */
function isAnswering(socket: Socket & { _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent === true;
}
