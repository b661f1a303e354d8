import { fileURLToPath } from 'node:url';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { opened } from './sdk-v1.js';

const PROXY = fileURLToPath(import.meta.resolve('mcp-remote/dist/proxy.js'));

/** Clients that know only stdio start it themselves. */
export async function connect(url, key) {
  const args = [PROXY, `${url}/mcp/`, '--allow-http', '--header', `X-API-Key:${key}`];
  return opened(new StdioClientTransport({ command: process.execPath, args, env: process.env, stderr: 'ignore' }));
}
