import { type ProviderResponse, ReceivedBody } from '../../src/llm/providers/answers/received-body.js';

/** What happened to the connection of a response. */
export interface ConnectionState {
  isPaused: boolean;
  /** Times it was told to pause. */
  pauses: number;
  isAborted: boolean;
}

/** A response whose body `source` brings, as a connection would: it stops while it is paused, and an error breaks it off. */
export function providerResponse(
  source: AsyncIterable<Buffer> | Iterable<Buffer>,
  headers: ProviderResponse['headers'] = {},
  statusCode = 200,
): ProviderResponse & { connection: ConnectionState } {
  const connection: ConnectionState = { isPaused: false, pauses: 0, isAborted: false };
  let resumed = Promise.resolve();
  let onResume: (() => void) | undefined;
  const body = new ReceivedBody({
    pause: () => {
      connection.isPaused = true;
      connection.pauses++;
      resumed = new Promise((resolve) => (onResume = resolve));
    },
    resume: () => {
      connection.isPaused = false;
      onResume?.();
    },
    abort: (reason) => {
      connection.isAborted = true;
      body.fail(reason);
    },
  });
  void (async () => {
    try {
      for await (const part of source) {
        if (connection.isPaused) await resumed;
        if (body.isClosed) return;
        body.push(part);
      }
      body.end();
    } catch (error) {
      body.fail(error as Error);
    }
  })();
  return { statusCode, headers, body, connection };
}
