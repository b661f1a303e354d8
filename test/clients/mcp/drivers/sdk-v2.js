import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

export async function connect(url, key) {
  const client = new Client({ name: 'driver', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  const headers = { authorization: `Bearer ${key}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }));
  const call = async (name, args) => (await client.callTool({ name, arguments: args })).content[0].text;
  return {
    list: async () => (await client.listTools()).tools.map(({ name }) => name),
    call,
    callUnknown: (name) => call(name, {}),
    read: async (uri) => (await client.readResource({ uri })).contents[0].text,
    prompt: async (name, args) => (await client.getPrompt({ name, arguments: args })).messages[0].content.text,
    close: () => client.close(),
  };
}
