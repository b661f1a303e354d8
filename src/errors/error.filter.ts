import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HTTP_STATUS } from './error-kind.js';
import { ErrorResponse, JsonRpcErrorResponse, OpenAiErrorResponse, toProblem } from './error-response.dto.js';
import { toSalesAgentError } from './foreign-error.js';
import { MethodNotAllowedError, ResourceNotFoundError } from './request.errors.js';
import { SalesAgentError } from './sales-agent.error.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The one place where an error becomes a response. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  /** @param methodsOf the methods that a path has, to distinguish a wrong method from an unknown path */
  constructor(private readonly methodsOf: (path: string) => string[]) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers `exception` on `reply`, also where the framework fails before it reaches a handler. */
  answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = exception instanceof SalesAgentError ? exception : this.translate(exception, request);
    const status = HTTP_STATUS[error.kind];
    if (status >= 500) {
      error.log(this.logger, { method: request.method, route: request.routeOptions.url });
    }
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const [type, body] = render(error, request);
    void reply.code(status);
    void reply.headers({ ...error.headers, 'x-request-id': request.id, 'content-type': type }).send(body);
  }

  private translate(exception: unknown, request: FastifyRequest): SalesAgentError {
    const path = pathOf(request);
    const error = toSalesAgentError(exception, path);
    const methods = error instanceof ResourceNotFoundError ? this.methodsOf(path) : [];
    const isWrongMethod = methods.length > 0 && !methods.includes(request.method);
    return isWrongMethod ? new MethodNotAllowedError(request.method, methods) : error;
  }
}

/** The content type and the body, in the shape that the operation declares. */
function render(error: SalesAgentError, request: FastifyRequest): [type: string, body: object] {
  switch (request.routeOptions.config.operation?.errorShape) {
    case 'openai':
      return [JSON_TYPE, OpenAiErrorResponse.from(error, request.id)];
    case 'json_rpc':
      return [JSON_TYPE, JsonRpcErrorResponse.from(error, request.id)];
    case undefined:
      return wantsProblem(request)
        ? [PROBLEM_TYPE, toProblem(error, request.id)]
        : [JSON_TYPE, ErrorResponse.from(error, request.id)];
  }
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

function wantsProblem(request: FastifyRequest): boolean {
  return request.headers.accept?.toLowerCase().includes('application/problem+json') ?? false;
}
