/** What the driver calls, by a client of the SDK, of any version; `textOf` reads the text of a result. */
export function sdkCalls(client, textOf) {
  const call = async (name, args) => textOf(await client.callTool({ name, arguments: args }));
  return {
    list: async () => (await client.listTools()).tools.map(({ name }) => name),
    call,
    callUnknown: (name) => call(name, {}),
    read: async (uri) => (await client.readResource({ uri })).contents[0].text,
    prompt: async (name, args) => (await client.getPrompt({ name, arguments: args })).messages[0].content.text,
    close: () => client.close(),
  };
}
