import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { sdkCalls } from './sdk-calls.js';

export async function connect(url, key) {
  const headers = { authorization: `Bearer ${key}` };
  return opened(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }));
}

/** What the driver calls, by a client of the SDK of version 1 over `transport`. */
export async function opened(transport) {
  const client = new Client({ name: 'driver', version: '1' });
  await client.connect(transport);
  return sdkCalls(client, textOf);
}

function textOf({ content, structuredContent }) {
  const [{ text }] = content;
  if (structuredContent !== undefined && JSON.stringify(structuredContent) !== text) throw new Error('Two answers');
  return text;
}
