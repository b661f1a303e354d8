import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { sdkCalls } from './sdk-calls.js';

export async function connect(url, key) {
  const client = new Client({ name: 'driver', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  const headers = { authorization: `Bearer ${key}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }));
  return sdkCalls(client, ({ content }) => content[0].text);
}
