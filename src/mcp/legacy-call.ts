import {
  type AuthInfo,
  isLegacyRequest,
  type JSONRPCMessage,
  type McpServer,
  type MessageExtraInfo,
  type Transport,
} from '@modelcontextprotocol/server';
import type { RpcMessage } from './message-reader.service.js';

/** One message, as the SDK takes it: what it reads of a request, the parsed body, and on whose behalf it is. */
export interface McpMessage {
  request: Request;
  parsedBody: RpcMessage;
  authInfo: AuthInfo;
}

/**
 * Whether a call may be answered in one piece, by revisions before 2026-07-28: the SDK's handler would answer it as a
 * stream, which takes twice as long. A call with `_meta` may ask for progress, and needs the stream.
 */
export async function isPlainLegacyCall({ request, parsedBody }: McpMessage): Promise<boolean> {
  const isCall = parsedBody.id !== undefined && parsedBody.params?._meta === undefined;
  return isCall && (await isLegacyRequest(request, parsedBody));
}

/**
 * Has `server`, which serves this one call and then no other, answer it in one piece.
 * @returns the answer as JSON; `undefined` if the client went before it was there
 */
export async function answerLegacyCall(server: McpServer, message: McpMessage): Promise<string | undefined> {
  const transport = new SingleCallTransport();
  await server.connect(transport);
  const { signal } = message.request;
  const onAbort = () => void server.close();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  else transport.onmessage?.(message.parsedBody as JSONRPCMessage, { authInfo: message.authInfo });
  const answer = await transport.answer;
  signal.removeEventListener('abort', onAbort);
  return answer;
}

/** Hands one message to a server, and keeps its answer. The SDK's own wraps both in a `Request` and a `Response`. */
class SingleCallTransport implements Transport {
  onclose?: () => void;
  onmessage?: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void;
  private readonly pending = Promise.withResolvers<string | undefined>();
  readonly answer = this.pending.promise;

  start(): Promise<void> {
    return Promise.resolve();
  }

  send(message: JSONRPCMessage): Promise<void> {
    const isAnswer = 'result' in message || 'error' in message;
    if (isAnswer) this.pending.resolve(JSON.stringify(message));
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.pending.resolve(undefined);
    this.onclose?.();
    return Promise.resolve();
  }
}
