import {
  type AuthInfo,
  isLegacyRequest,
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';

/** The client has gone; the status is the SDK's. */
const HUNG_UP = 499;

/** One message, as the SDK takes it: what it reads of a request, the parsed body, and on whose behalf it is. */
export interface McpMessage {
  request: Request;
  parsedBody: unknown;
  authInfo: AuthInfo;
}

/**
 * Whether a call may be answered in one piece, by revisions before 2026-07-28: the SDK's handler would answer it as a
 * stream, which takes twice as long. A call that says something of itself may ask for progress, and needs the stream.
 */
export async function isPlainLegacyCall({ request, parsedBody }: McpMessage): Promise<boolean> {
  const { params } = parsedBody as { params?: { _meta?: unknown } };
  return params?._meta === undefined && (await isLegacyRequest(request, parsedBody));
}

/** Has `server`, which serves this one call and then no other, answer it in one piece, for as long as the caller waits. */
export async function answerLegacyCall(server: McpServer, { request, ...message }: McpMessage): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  const hungUp = Promise.withResolvers<Response>();
  const hangUp = () => {
    hungUp.resolve(new Response(null, { status: HUNG_UP }));
  };
  request.signal.addEventListener('abort', hangUp, { once: true });
  if (request.signal.aborted) hangUp();
  try {
    return await Promise.race([transport.handleRequest(request, message), hungUp.promise]);
  } finally {
    request.signal.removeEventListener('abort', hangUp);
    await server.close();
  }
}
