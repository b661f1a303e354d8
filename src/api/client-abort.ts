import type { ServerResponse } from 'node:http';

/** Aborted when the connection closes before the answer is out; at once, if it has closed already. */
export function clientAbortSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const end = () => {
    if (!response.writableFinished) controller.abort();
  };
  if (response.closed) end();
  else response.once('close', end);
  return controller.signal;
}
