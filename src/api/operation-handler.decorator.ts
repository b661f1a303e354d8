import { Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parametersOf } from './handler-parameter.js';
import type { OperationSteps } from './operation-steps.js';

declare module 'fastify' {
  interface FastifyInstance {
    operationSteps: OperationSteps;
  }
}

type Handler = (...parameters: unknown[]) => unknown;

/**
 * Gives a handler its `handlerParameter`s, once the pipes have accepted its other arguments, and runs the steps around it. An
 * interceptor would do the same, and would add about a tenth to what a chat completion takes: Nest makes observables of its calls.
 * @param hasSteps whether the steps run here
 */
export function OperationHandler(hasSteps: boolean): MethodDecorator {
  return (prototype, name, descriptor: PropertyDescriptor) => {
    const parameters = parametersOf(prototype, name);
    if (parameters.length === 0 && !hasSteps) return;
    const handler = descriptor.value as Handler;
    const types = Reflect.getMetadata('design:paramtypes', prototype, name) as unknown[];
    const position = types.length;
    const surrounded: Handler = function (this: unknown, ...given) {
      const [request, reply] = given.splice(position) as [FastifyRequest, FastifyReply];
      for (const [index, read] of parameters) given[index] = read(request, reply);
      if (!hasSteps) return handler.apply(this, given);
      return request.server.operationSteps.around(request, reply, () => handler.apply(this, given));
    };
    // Other decorators have left what they know at the handler.
    for (const key of Reflect.getMetadataKeys(handler)) {
      Reflect.defineMetadata(key, Reflect.getMetadata(key, handler), surrounded);
    }
    descriptor.value = Object.defineProperty(surrounded, 'name', { value: handler.name });
    Req()(prototype, name, position);
    Res({ passthrough: true })(prototype, name, position + 1);
  };
}
