import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteOperation } from './operation.js';

/** A call of an operation, before its handler runs. */
export interface OperationCall {
  operation: RouteOperation;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Something that surrounds a handler, if its operation declares that it should. */
export interface OperationStep {
  /**
   * @param next runs the following steps and the handler, and gives the answer, or a promise of it
   * @returns the answer, or a promise of it: that of `next` itself where nothing is to be done
   */
  run(call: OperationCall, next: () => unknown): unknown;
}

/** The steps, the outermost first; the composition root lists them. */
export const OPERATION_STEPS = Symbol('operation steps');

/** Runs the steps around a handler. */
@Injectable()
export class OperationSteps {
  constructor(@Inject(OPERATION_STEPS) private readonly steps: readonly OperationStep[]) {}

  /**
   * @param handle runs the handler
   * @returns the answer, or a promise of it
   * @throws what a step or the handler throws
   */
  around(request: FastifyRequest, reply: FastifyReply, handle: () => unknown): unknown {
    const { operation } = request.routeOptions.config;
    if (operation === undefined) throw new Error('A route with steps has no @Operation()');
    return this.run(0, { operation, request, reply }, handle);
  }

  private run(index: number, call: OperationCall, handle: () => unknown): unknown {
    const step = this.steps[index];
    return step === undefined ? handle() : step.run(call, () => this.run(index + 1, call, handle));
  }
}
