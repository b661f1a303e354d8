import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiSecurity } from '@nestjs/swagger';
import { DATABASE_ERRORS } from '../http/api-errors.js';
import { Fails } from '../errors/fails.decorator.js';
import {
  AccessDeniedError,
  AuthenticationFailedError,
  MissingApiKeyError,
  RateLimitExceededError,
} from './access.errors.js';
import type { Scope } from './caller.js';
import { AddToRouteConfig } from '../http/route-config.decorator.js';

/** What a route asks of its caller; a route that declares nothing is refused. */
export type RouteAccess = Scope | 'public';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
}

/** Lets in whoever has a key with this scope, and, while no key exists, whoever is at home. */
export function Requires(scope: Scope): MethodDecorator {
  return applyDecorators(
    AddToRouteConfig({ access: scope }),
    ApiSecurity('bearer'),
    ApiSecurity('api_key'),
    ApiExtension('x-required-scope', scope),
    Fails(MissingApiKeyError, AuthenticationFailedError, AccessDeniedError, RateLimitExceededError, ...DATABASE_ERRORS),
  );
}

/** Lets everybody in. */
export function Public(): MethodDecorator {
  return applyDecorators(AddToRouteConfig({ access: 'public' }), ApiExtension('x-public', true));
}
