import { describe, expect, it } from '@jest/globals';
import { useService } from '../../support/test-service.js';
import { connectMcpClient, ERAS, postRpc, rpcRequest } from '../../support/mcp-client.js';

/** What a list of tools may take of a model's context. */
const MAX_LIST_BYTES = 12 * 1_024;

const service = useService();

describe('the list of tools', () => {
  it('is as it was when it was last looked at, and takes no more than 12 KB', async () => {
    const { text, body } = await postRpc(service.url, rpcRequest('tools/list'));
    expect(body.result.tools).toMatchSnapshot();
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_LIST_BYTES);
  });

  it.each(ERAS)('describes every tool (%s era)', async (era) => {
    const client = await connectMcpClient(service.url, era);
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(8);
    for (const { name, title, description, annotations, inputSchema, outputSchema } of tools) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect([title, description]).toEqual([expect.stringMatching(/^[A-Z]/), expect.stringMatching(/^[A-Z].{40,}\.$/)]);
      expect(annotations).toEqual({
        readOnlyHint: expect.any(Boolean),
        destructiveHint: expect.any(Boolean),
        idempotentHint: expect.any(Boolean),
        openWorldHint: expect.any(Boolean),
      });
      for (const schema of [inputSchema, outputSchema]) {
        expect([name, looseIn(schema)]).toEqual([name, []]);
        // Not every client takes several types, or null.
        expect(JSON.stringify(schema)).not.toMatch(/"type":\[|"null"/);
      }
    }
    await client.close();
  });
});

/** The paths of objects in a schema that take whatever comes. */
function looseIn(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, additionalProperties } = schema as Record<string, unknown>;
  const isLoose = properties !== undefined && additionalProperties !== false;
  return [
    ...(isLoose ? [path] : []),
    ...Object.entries(schema).flatMap(([key, value]) => looseIn(value, `${path}/${key}`)),
  ];
}
