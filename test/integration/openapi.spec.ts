import { describe, expect, it } from 'vitest';
import { operationsOf, readApiDocument } from '../support/api-document.js';

const MAX_BYTES = 200_000;

const document = readApiDocument();
const operations = operationsOf(document);

/** The component that describes a response of an operation. */
function responseOf(operationId: string, status: string): { description: string } | undefined {
  const { responses } = operations.find((one) => one.operationId === operationId)!;
  const { $ref } = responses[status] as { $ref: string };
  return document.components.responses[$ref.replace('#/components/responses/', '')];
}

/** Everything that `part` refers to. */
function referencesIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = '$ref' in part && typeof part.$ref === 'string' ? [part.$ref] : [];
  return [...own, ...Object.values(part).flatMap(referencesIn)];
}

describe('The OpenAPI document', () => {
  it('has at most 200 KB as it is served, so that agents and editors read all of it', () => {
    expect(Buffer.byteLength(JSON.stringify(document))).toBeLessThanOrEqual(MAX_BYTES);
  });

  it('refers to every component, and to none that is missing', () => {
    const { parameters, responses, schemas } = document.components;
    const names = Object.entries({ parameters, responses, schemas }).flatMap(([kind, components]) =>
      Object.keys(components).map((name) => `#/components/${kind}/${name}`),
    );
    expect([...new Set(referencesIn(document))].sort()).toEqual(names.sort());
  });

  it('writes a parameter of several operations once', () => {
    const written = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .flatMap(({ parameters = [] }) => parameters)
      .filter((parameter) => 'name' in parameter)
      .map((parameter) => JSON.stringify(parameter));
    expect(written).toEqual([...new Set(written)]);
  });

  it('names the errors of an operation: its own by status, and those that it shares as the default', () => {
    expect(responseOf('getLead', '404')?.description).toMatch(/^`LEAD_NOT_FOUND`: \w/);
    for (const code of ['401 `MISSING_API_KEY`', '403 `ACCESS_DENIED`', '422 `VALIDATION_ERROR`']) {
      expect(responseOf('getLead', 'default')?.description).toContain(`- ${code}: `);
    }
  });

  it('says of an operation without a key that it has no errors of keys', () => {
    expect(responseOf('getLiveness', 'default')?.description).toContain('- 503 `SERVICE_UNAVAILABLE`: ');
    expect(responseOf('getLiveness', 'default')?.description).not.toContain('API_KEY');
  });

  it('has errors of the OpenAI endpoints in the shape of OpenAI, and those of MCP in that of JSON-RPC', () => {
    const shapes = ['createChatCompletion', 'callMcp', 'getLead'].map((id) => referencesIn(responseOf(id, 'default')));
    expect(shapes).toEqual(
      ['OpenAiErrorResponse', 'JsonRpcErrorResponse', 'ErrorResponse'].map((name) => [`#/components/schemas/${name}`]),
    );
  });
});
