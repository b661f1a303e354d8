import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HTTP_STATUS } from './error-kind.js';
import { ErrorResponse, toProblem } from './error-response.dto.js';
import { toJsonRpcError } from './json-rpc-error.js';
import { toOpenAiError } from './openai-error.js';
import { toSalesAgentError } from './foreign-error.js';
import { MethodNotAllowedError, ResourceNotFoundError } from './request.errors.js';
import type { SalesAgentError } from './sales-agent.error.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** In which shape a route's callers expect its failures; ours, if it says nothing. */
    errorShape?: 'openai' | 'json_rpc';
  }
}

/** The one place where an error becomes a response. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  /** @param methodsOf the methods a path answers, so that a wrong method is told from an unknown path */
  constructor(private readonly methodsOf: (path: string) => string[]) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers `exception` on `reply`, also where the framework fails before any handler of ours is reached. */
  answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = this.refine(toSalesAgentError(exception, pathOf(request)), request);
    const status = HTTP_STATUS[error.kind];
    if (status >= 500) this.log(error, request);
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    void reply.header('x-request-id', request.id);
    if (error.retryAfterSeconds !== undefined) void reply.header('Retry-After', Math.ceil(error.retryAfterSeconds));
    void reply.headers(error.headers);
    const { errorShape } = request.routeOptions.config;
    if (errorShape === 'json_rpc') {
      void reply.code(status).type('application/json; charset=utf-8').send(toJsonRpcError(error, request.id));
    } else if (errorShape === 'openai') {
      void reply.code(status).type('application/json; charset=utf-8').send(toOpenAiError(error, request.id));
    } else if (wantsProblem(request)) {
      void reply.code(status).type('application/problem+json; charset=utf-8').send(toProblem(error, request.id));
    } else {
      void reply.code(status).type('application/json; charset=utf-8').send(ErrorResponse.from(error, request.id));
    }
  }

  private refine(error: SalesAgentError, request: FastifyRequest): SalesAgentError {
    if (!(error instanceof ResourceNotFoundError)) return error;
    const methods = this.methodsOf(pathOf(request));
    return methods.length > 0 && !methods.includes(request.method)
      ? new MethodNotAllowedError(request.method, methods)
      : error;
  }

  /** A fault of ours is an error; one of those we depend on is a warning; a probe that says "not yet" is an answer. */
  private log(error: SalesAgentError, request: FastifyRequest): void {
    const { errorCode, details, cause, message } = error;
    const facts = {
      method: request.method,
      route: request.routeOptions.url,
      error_code: errorCode,
      details,
    };
    if (error.kind === 'internal') this.logger.error({ ...facts, err: cause ?? error }, message);
    else if (cause !== undefined) this.logger.warn({ ...facts, err: cause }, message);
    else this.logger.debug(facts, message);
  }
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

function wantsProblem(request: FastifyRequest): boolean {
  return request.headers.accept?.toLowerCase().includes('application/problem+json') ?? false;
}
