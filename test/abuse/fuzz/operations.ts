import { readFileSync } from 'node:fs';

type Json = Record<string, unknown>;

/** What the API's description says of one operation. */
export interface DescribedOperation {
  id: string;
  method: string;
  /** With its parameters in braces. */
  path: string;
  queryNames: string[];
  /** The body of its example. */
  example: unknown;
  /** Whether it calls language models, whose failures are answered with 502 and 504. */
  asksLlm: boolean;
}

/** Every operation of `openapi.json`. */
export function describedOperations(): DescribedOperation[] {
  const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as { paths: Record<string, Record<string, Json>> };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const parameters = (operation.parameters ?? []) as { name: string; in: string }[];
      const content = (operation.requestBody as { content?: Record<string, { example?: unknown }> } | undefined)
        ?.content;
      return {
        id: operation.operationId as string,
        method: method.toUpperCase(),
        path,
        queryNames: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
        example: content?.['application/json']?.example,
        asksLlm: ['502', '504'].some((status) => status in (operation.responses as Json)),
      };
    }),
  );
}
