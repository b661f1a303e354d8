import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperationSteps } from './operation-steps.js';

declare module 'fastify' {
  interface FastifyInstance {
    operationSteps: OperationSteps;
  }
}

type Handler = (...parameters: unknown[]) => unknown;

/** The call that a handler gets as its last argument. */
class HandlerCall {
  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {}

  within(handle: () => Promise<unknown>): Promise<unknown> {
    return this.request.server.operationSteps.around(this.request, this.reply, handle);
  }
}

const Call = createParamDecorator((_: unknown, context: ExecutionContext): HandlerCall => {
  const http = context.switchToHttp();
  return new HandlerCall(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
});

/**
 * Runs the steps around a handler, once the pipes have accepted its arguments. An interceptor would do the same, and would add about
 * a tenth to what a chat completion takes: Nest makes observables of its calls.
 */
export function WithinSteps(): MethodDecorator {
  return (prototype, name, descriptor: PropertyDescriptor) => {
    const handler = descriptor.value as Handler;
    const types = Reflect.getMetadata('design:paramtypes', prototype, name) as unknown[];
    const position = types.length;
    const surrounded: Handler = function (this: unknown, ...given) {
      const call = given[position];
      if (!(call instanceof HandlerCall)) throw new Error(`${handler.name} was called without its steps`);
      return call.within(() => Promise.try(() => handler.apply(this, given.slice(0, position))));
    };
    // Other decorators have left what they know at the handler.
    for (const key of Reflect.getMetadataKeys(handler)) {
      Reflect.defineMetadata(key, Reflect.getMetadata(key, handler), surrounded);
    }
    descriptor.value = Object.defineProperty(surrounded, 'name', { value: handler.name });
    Call()(prototype, name, position);
  };
}
