import { HOSTILE_MESSAGES } from '../../support/hostile-messages.js';
import { META } from '../../support/mcp-client.js';
import type { Attack, Target } from '../attack.js';

const MAX_ANSWER_BYTES = 100_000;
/** A subscription that is not refused would never end. */
const TIMEOUT_MS = 5_000;

/** The SDK repeats what it refuses, and checks every icon of every client: refusals had 1.8 MB, and one took 48 ms. */
export const attack: Attack = {
  title: 'keys send MCP messages with long names, many icons and wrong parameters, in both eras',
  run: async (target) => {
    for (const [, method, params] of HOSTILE_MESSAGES) {
      const messages = [META, undefined].flatMap((meta) =>
        ['2026-07-28', undefined].map((revision) => refused(target, method, { _meta: meta, ...params }, revision)),
      );
      await Promise.all(Array.from({ length: 4 }, () => messages).flat());
    }
  },
};

async function refused({ url, userKey }: Target, method: string, params: object, revision?: string): Promise<void> {
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${userKey}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(revision === undefined ? {} : { 'mcp-protocol-version': revision, 'mcp-method': method.slice(0, 100) }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const { length } = await response.text();
  if (length > MAX_ANSWER_BYTES) throw new Error(`${method.slice(0, 100)} answered with ${length} characters`);
}
