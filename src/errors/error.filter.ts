import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HTTP_STATUS } from './error-kind.js';
import { type ErrorShape, renderError } from './error-response.dto.js';
import { toSalesAgentError } from './foreign-error.js';
import { MethodNotAllowedError, ResourceNotFoundError } from './request.errors.js';
import type { SalesAgentError } from './sales-agent.error.js';

/** What is known of paths, for requests that no route answers. */
export interface PathLookup {
  /** The methods that a path has, to distinguish a wrong method from an unknown path. */
  methodsOf(path: string): string[];
  /** The shape of errors about a path. */
  shapeOf(path: string): ErrorShape;
  /** What the caller of an unknown path should know, where there is more to say than that it is unknown. */
  explain(method: string, path: string): string | undefined;
}

/** The one place where an error becomes a response. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  constructor(private readonly paths: PathLookup) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers `exception` on `reply`, also where the framework fails before it reaches a handler. */
  answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = this.translate(exception, request);
    const status = HTTP_STATUS[error.kind];
    // A thousand clients that hang up at once would hold the event loop while the log says so of each.
    if (status >= 500 && (error.kind === 'internal' || !request.raw.socket.destroyed)) {
      error.log(this.logger, { method: request.method, route: request.routeOptions.url });
    }
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const { accept } = request.headers;
    const shape = request.is404
      ? this.paths.shapeOf(pathOf(request))
      : request.routeOptions.config.operation?.errorShape;
    const [type, body] = renderError(error, { id: request.id, accept, shape });
    void reply.code(status);
    void reply.headers({ ...error.headers, 'x-request-id': request.id, 'content-type': type }).send(body);
  }

  private translate(exception: unknown, request: FastifyRequest): SalesAgentError {
    const path = pathOf(request);
    const error = toSalesAgentError(exception, path);
    if (!(error instanceof ResourceNotFoundError)) return error;
    const { method } = request;
    const methods = this.paths.methodsOf(path);
    if (methods.length > 0 && !methods.includes(method)) return new MethodNotAllowedError(method, methods);
    const explanation = this.paths.explain(method, path);
    return explanation === undefined ? error : new ResourceNotFoundError(path, explanation);
  }
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}
