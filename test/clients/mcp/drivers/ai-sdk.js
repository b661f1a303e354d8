import { createMCPClient } from '@ai-sdk/mcp';

export async function connect(url, key) {
  const headers = { authorization: `Bearer ${key}` };
  const client = await createMCPClient({ transport: { type: 'http', url: `${url}/mcp`, headers } });
  const tools = await client.tools();
  const options = { toolCallId: 'call_1', messages: [] };
  return {
    list: async () => Object.keys(await client.tools()),
    call: async (name, args) => (await tools[name].execute(args, options)).content[0].text,
    // It knows no others than those that were listed.
    callUnknown: (name) => {
      if (tools[name] === undefined) throw new Error(`Tool ${name} not found`);
    },
    read: async (uri) => (await client.readResource({ uri })).contents[0].text,
    prompt: async (name, args) => (await client.getPrompt({ name, arguments: args })).messages[0].content.text,
    close: () => client.close(),
  };
}
