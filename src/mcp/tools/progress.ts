import type { ServerContext } from '@modelcontextprotocol/server';

const EVERY_MS = 5_000;

/**
 * Reports progress to a client that gave a progress token: at once, and every 5 s, with a number that always rises.
 * @returns stops it
 */
export function reportProgress({ mcpReq }: ServerContext, message: string): () => void {
  const token = mcpReq._meta?.progressToken;
  if (token === undefined) return () => undefined;
  let progress = 0;
  const report = () => {
    const params = { progressToken: token, progress: ++progress, message };
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
  };
  report();
  const timer = setInterval(report, EVERY_MS).unref();
  return () => {
    clearInterval(timer);
  };
}
