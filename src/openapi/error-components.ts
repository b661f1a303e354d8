import { STATUS_CODES } from 'node:http';
import { getSchemaPath } from '@nestjs/swagger';
import type { OperationDeclaration } from '../api/operation.js';
import { HTTP_STATUS } from '../errors/error-kind.js';
import { ErrorResponse, JsonRpcErrorResponse, OpenAiErrorResponse } from '../errors/error-response.dto.js';
import type { SalesAgentErrorClass } from '../errors/sales-agent.error.js';
import { freeName } from './component-name.js';
import type { Reference, Response } from './document.types.js';
import type { OperationErrors } from './operation-errors.js';

type Shape = OperationDeclaration['errorShape'];

const SHAPES = { openai: OpenAiErrorResponse, json_rpc: JsonRpcErrorResponse };

const SHARED = 'Errors that many operations share, whatever is listed above:';

/** The shapes of errors, for the schemas of the document. */
export const ERROR_MODELS = [ErrorResponse, ...Object.values(SHAPES)];

/**
 * Error responses, each once, as components that operations refer to. An operation has one response for each status of its
 * own errors, which names all of that status, and as `default` one that names the errors it shares with others.
 */
export class ErrorComponents {
  readonly responses: Record<string, Response> = {};
  private readonly names = new Map<string, string>();

  /** The error responses of an operation, by status. */
  add({ own, shared }: OperationErrors, shape: Shape): Record<string, Reference> {
    const byStatus = Object.entries(Object.groupBy(own, statusOf));
    return {
      ...Object.fromEntries(byStatus.map(([status, errors = []]) => [status, this.addOwn(status, errors, shape)])),
      default: this.addShared(shared, shape),
    };
  }

  private addOwn(status: string, errors: SalesAgentErrorClass[], shape: Shape): Reference {
    const sorted = errors.toSorted((a, b) => (a.errorCode < b.errorCode ? -1 : 1));
    const [first, ...others] = sorted.map(({ errorCode }) => pascalCase(errorCode));
    const name = first !== undefined && others.length === 0 ? first : statusName(status);
    return this.refer(name, sorted.map(describe).join('\n\n'), shape);
  }

  /** What they mean is said once, for the shape that most operations have. */
  private addShared(errors: SalesAgentErrorClass[], shape: Shape): Reference {
    const list = errors
      .toSorted((a, b) => statusOf(a) - statusOf(b))
      .map((error) => `- ${statusOf(error)} ${shape === undefined ? describe(error) : `\`${error.errorCode}\``}`);
    return this.refer('SharedErrors', [SHARED, '', ...list].join('\n'), shape);
  }

  /** To the response with this description and shape, which is made if there is none. */
  private refer(wanted: string, description: string, shape: Shape): Reference {
    const key = `${shape} ${description}`;
    let name = this.names.get(key);
    if (name === undefined) {
      name = freeName(wanted, this.responses);
      this.names.set(key, name);
      const schema = { $ref: getSchemaPath(shape === undefined ? ErrorResponse : SHAPES[shape]) };
      this.responses[name] = { description, content: { 'application/json': { schema } } };
    }
    return { $ref: `#/components/responses/${name}` };
  }
}

function statusOf({ kind }: SalesAgentErrorClass): number {
  return HTTP_STATUS[kind];
}

function describe({ errorCode, meaning }: SalesAgentErrorClass): string {
  return `\`${errorCode}\`: ${meaning}`;
}

/** As in `LeadNotFound`. */
function pascalCase(errorCode: string): string {
  return errorCode.toLowerCase().replace(/(?:^|_)(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

/** As in `NotFound`. */
function statusName(status: string): string {
  return STATUS_CODES[status]?.replaceAll(' ', '') ?? status;
}
