import type { FastifyReply, FastifyRequest } from 'fastify';

type Read = (request: FastifyRequest, reply: FastifyReply) => unknown;

const PARAMETERS = Symbol('parameters of handlers');

/**
 * Makes a decorator for a parameter of handlers that are declared with @Operation(). It does what `createParamDecorator` does, but
 * spares the pipes: Nest sends each value through all of them, in seven promises, though none has a say in it.
 * @param read gives the value at once; what it throws refuses the request
 */
export function handlerParameter(read: Read): () => ParameterDecorator {
  return () => (prototype, name, position) => {
    if (name === undefined) throw new Error('Only handlers have such parameters');
    Reflect.defineMetadata(PARAMETERS, [...parametersOf(prototype, name), [position, read]], prototype, name);
  };
}

/** The parameters of a handler, with their positions. */
export function parametersOf(prototype: object, name: string | symbol): [position: number, read: Read][] {
  return (Reflect.getOwnMetadata(PARAMETERS, prototype, name) ?? []) as [number, Read][];
}
