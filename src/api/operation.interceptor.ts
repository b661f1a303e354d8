import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import type { RouteOperation } from './operation.js';

/** A call of an operation, before its handler runs. */
export interface OperationCall {
  operation: RouteOperation;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Something that surrounds a handler, if its operation declares that it should. */
export interface OperationStep {
  /** @param next runs the following steps and the handler, and gives the answer */
  run(call: OperationCall, next: () => Promise<unknown>): Promise<unknown>;
}

/** The steps, the outermost first; the composition root lists them. */
export const OPERATION_STEPS = Symbol('operation steps');

/** Runs the steps around a handler. `@Operation()` binds it to the operations that need one. */
@Injectable()
export class OperationInterceptor implements NestInterceptor {
  constructor(@Inject(OPERATION_STEPS) private readonly steps: readonly OperationStep[]) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { operation } = request.routeOptions.config;
    if (operation === undefined) throw new Error('A route with steps has no @Operation()');
    const call = { operation, request, reply: http.getResponse<FastifyReply>() };
    return of(await this.run(0, call, () => lastValueFrom(next.handle())));
  }

  private run(index: number, call: OperationCall, handle: () => Promise<unknown>): Promise<unknown> {
    const step = this.steps[index];
    return step === undefined ? handle() : step.run(call, () => this.run(index + 1, call, handle));
  }
}
