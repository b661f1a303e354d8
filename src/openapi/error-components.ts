import { STATUS_CODES } from 'node:http';
import { getSchemaPath } from '@nestjs/swagger';
import type { OperationDeclaration } from '../api/operation.js';
import { HTTP_STATUS } from '../errors/error-kind.js';
import { ErrorResponse, JsonRpcErrorResponse, OpenAiErrorResponse } from '../errors/error-response.dto.js';
import type { SalesAgentErrorClass } from '../errors/sales-agent.error.js';
import type { Reference, Response } from './document.types.js';

const SHAPES = { openai: OpenAiErrorResponse, json_rpc: JsonRpcErrorResponse };

/** The shapes of errors, for the schemas of the document. */
export const ERROR_MODELS = [ErrorResponse, ...Object.values(SHAPES)];

/**
 * Error responses and their examples, each once, as components that operations refer to. An operation has one response for
 * each status, which names all errors of that status.
 */
export class ErrorComponents {
  readonly responses: Record<string, Response> = {};
  readonly examples: Record<string, object> = {};
  private readonly names = new Map<string, string>();

  /** The error responses of an operation, by status. */
  add(errors: Iterable<SalesAgentErrorClass>, shape: OperationDeclaration['errorShape']): Record<string, Reference> {
    const byStatus = Object.entries(Object.groupBy(errors, ({ kind }) => HTTP_STATUS[kind]));
    return Object.fromEntries(
      byStatus.map(([status, classes = []]) => {
        const sorted = classes.toSorted((a, b) => (a.errorCode < b.errorCode ? -1 : 1));
        return [status, { $ref: `#/components/responses/${this.respond(status, sorted, shape)}` }];
      }),
    );
  }

  /** The name of the response with just these errors. */
  private respond(status: string, classes: SalesAgentErrorClass[], shape: OperationDeclaration['errorShape']): string {
    const key = [shape, ...classes.map(({ errorCode }) => errorCode)].join();
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const name = this.newName(STATUS_CODES[status]?.replaceAll(' ', '') ?? status);
    this.names.set(key, name);
    const content = shape === undefined ? this.contentOf(classes) : { schema: { $ref: getSchemaPath(SHAPES[shape]) } };
    const description = classes.map(({ errorCode, meaning }) => `\`${errorCode}\`: ${meaning}`).join('\n\n');
    this.responses[name] = { description, content: { 'application/json': content } };
    return name;
  }

  private contentOf(classes: SalesAgentErrorClass[]) {
    for (const error of classes) this.examples[error.errorCode] ??= exampleOf(error);
    const references = classes.map(({ errorCode }): [string, Reference] => [
      errorCode,
      { $ref: `#/components/examples/${errorCode}` },
    ]);
    return { schema: { $ref: getSchemaPath(ErrorResponse) }, examples: Object.fromEntries(references) };
  }

  private newName(name: string): string {
    let free = name;
    for (let number = 2; free in this.responses; number++) free = `${name}${number}`;
    return free;
  }
}

function exampleOf({ errorCode, meaning }: SalesAgentErrorClass) {
  const value: ErrorResponse = {
    error_code: errorCode,
    message: meaning,
    details: {},
    timestamp: '2026-11-22T10:00:00.000Z',
    request_id: '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f01',
  };
  return { value };
}
