import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyContextConfig } from 'fastify';

const CONFIG = Symbol('route config');

/** Adds to what hooks know of a route; `RouteConfig` by itself would replace what was added before. */
export function AddToRouteConfig(facts: Partial<FastifyContextConfig>): MethodDecorator {
  return (target, name, descriptor) => {
    const handler = descriptor.value as object;
    const known = Reflect.getMetadata(CONFIG, handler) as Partial<FastifyContextConfig> | undefined;
    const config = { ...known, ...facts };
    Reflect.defineMetadata(CONFIG, config, handler);
    RouteConfig(config)(target, name, descriptor);
  };
}
