import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { HTTP_STATUS } from '../errors/error-kind.js';
import { ErrorResponse } from '../errors/error-response.dto.js';
import { toSalesAgentError } from '../errors/foreign-error.js';
import { MalformedRequestError } from '../errors/request.errors.js';

/** Answers what never became a request, such as broken or oversized headers, in our own shape, and hangs up. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const translated = toSalesAgentError(error);
  const answer =
    translated.kind === 'internal' ? new MalformedRequestError('This is not a valid HTTP request') : translated;
  const requestId = uuidv7();
  const body = JSON.stringify(ErrorResponse.from(answer, requestId));
  const status = HTTP_STATUS[answer.kind];
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
