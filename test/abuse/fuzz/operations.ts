import { operationsOf, readApiDocument } from '../../support/api-document.js';

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
  return operationsOf(readApiDocument()).map(({ operationId, method, path, parameters, exampleBody, responses }) => ({
    id: operationId,
    method: method.toUpperCase(),
    path,
    queryNames: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
    example: exampleBody,
    asksLlm: ['502', '504'].some((status) => status in responses),
  }));
}
