import { MultiServerMCPClient } from '@langchain/mcp-adapters';

const SERVER = 'sales-agent';

export async function connect(url, key) {
  const headers = { Authorization: `Bearer ${key}` };
  const servers = { [SERVER]: { transport: 'http', url: `${url}/mcp/`, headers, automaticSSEFallback: false } };
  const adapters = new MultiServerMCPClient({ mcpServers: servers, useStandardContentBlocks: true });
  const tools = new Map((await adapters.getTools()).map((tool) => [tool.name, tool]));
  const client = await adapters.getClient(SERVER);
  return {
    list: () => [...tools.keys()],
    call: async (name, args) => textOf(await tools.get(name).invoke(args)),
    callUnknown: async (name) => (await client.callTool({ name, arguments: {} })).content[0].text,
    read: async (uri) => (await adapters.readResource(SERVER, uri))[0].text,
    prompt: async (name, args) => (await client.getPrompt({ name, arguments: args })).messages[0].content.text,
    close: () => adapters.close(),
  };
}

/** A block with structured content comes alone, and not in a list. */
function textOf(content) {
  const [block] = [content].flat();
  return block.text;
}
