import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiSecurity } from '@nestjs/swagger';
import { DATABASE_ERRORS } from '../api/api-errors.js';
import { Fails } from '../api/fails.decorator.js';
import {
  AccessDeniedError,
  AuthenticationFailedError,
  MissingApiKeyError,
  RateLimitExceededError,
} from './access.errors.js';
import type { Scope } from './caller.js';
import { AddToRouteConfig } from '../api/route-config.decorator.js';

/** What a route asks of its caller; a route that declares nothing is refused. */
export type RouteAccess = Scope | 'any_key' | 'public';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
}

/** Lets in whoever has a key with this scope, and, while no key exists, whoever is at home. */
export function Requires(scope: Scope): MethodDecorator {
  return applyDecorators(asksForKey(scope), ApiExtension('x-required-scope', scope), Fails(AccessDeniedError));
}

/** Lets in whoever has a key, whatever its scopes: what may be done behind such a route is decided further in. */
export function RequiresAnyKey(): MethodDecorator {
  return applyDecorators(asksForKey('any_key'), ApiExtension('x-required-scope', 'any'));
}

/** Lets everybody in. */
export function Public(): MethodDecorator {
  return applyDecorators(AddToRouteConfig({ access: 'public' }), ApiExtension('x-public', true));
}

function asksForKey(access: RouteAccess): MethodDecorator {
  return applyDecorators(
    AddToRouteConfig({ access }),
    ApiSecurity('bearer'),
    ApiSecurity('api_key'),
    Fails(MissingApiKeyError, AuthenticationFailedError, RateLimitExceededError, ...DATABASE_ERRORS),
  );
}
