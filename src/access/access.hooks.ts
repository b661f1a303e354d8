import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AccessSettings } from './access.settings.js';
import { AccessDeniedError, RateLimitExceededError } from './access.errors.js';
import { auditedCallOf } from '../audit/audit.interceptor.js';
import { AuditService } from '../audit/audit.service.js';
import { Authenticator } from './authentication/authenticator.service.js';
import { OPEN_CALLER } from './caller.js';
import { callerOf } from './current-caller.decorator.js';
import { RateLimiter } from './limits/rate-limiter.service.js';
import { actIn } from '../telemetry/request-context.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the caller is not let in; told after the request was counted. */
    refusal?: unknown;
  }
}

const WINDOW_MS = 60_000;

/**
 * Puts access in front of every route, in this order: who calls, how often they do, whether they may. All of it happens
 * before a body is read. What is refused counts too, by address.
 * @param publicPaths beginnings of paths that are no routes of a controller, and open to everybody
 */
export async function guardRoutes(app: NestFastifyApplication, publicPaths: string[]): Promise<void> {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const control = app.get(Authenticator);
  fastify.addHook('onRoute', (route) => {
    const isPublic = route.method === 'OPTIONS' || publicPaths.some((path) => route.url.startsWith(path));
    if (isPublic) route.config = { ...route.config, access: 'public' };
  });
  fastify.addHook('onRequest', async (request) => {
    if (isPublic(request)) return;
    try {
      request.caller = await control.identify(request);
      actIn(request.caller.workspace);
    } catch (error) {
      request.refusal = error;
    }
  });
  await limitRates(fastify, app.get(RateLimiter), app.get(AccessSettings).rateLimitPerMinute);
  const audit = app.get(AuditService);
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    const refusal = refusalOf(request, control);
    void noteRefusal(request, refusal, audit).then(() => {
      done(refusal);
    }, done);
  });
}

/** A key that tries what it may not leaves a trace of it, as one does that is refused further in. */
async function noteRefusal(request: FastifyRequest, refusal: Error | undefined, audit: AuditService): Promise<void> {
  const { audited } = request.routeOptions.config;
  if (!(refusal instanceof AccessDeniedError) || audited === undefined) return;
  await audit.refuse(callerOf(request), audited, auditedCallOf(request), refusal.errorCode);
}

async function limitRates(fastify: FastifyInstance, limiter: RateLimiter, max: number): Promise<void> {
  if (max === 0) return;
  await fastify.register(rateLimit, {
    max,
    timeWindow: WINDOW_MS,
    enableDraftSpec: true,
    allowList: (request) => isPublic(request) || request.caller === OPEN_CALLER,
    keyGenerator: ({ caller, ip }) => (caller?.keyId ? `key:${caller.keyId}` : `address:${normalizeIP(ip)}`),
    errorResponseBuilder: (_, { ttl }) => new RateLimitExceededError(max, ttl / 1_000),
    store: storeOn(limiter),
  });
}

/** The plugin's way of being given a store: a class that it makes an instance of. */
function storeOn(limiter: RateLimiter) {
  return class {
    incr(
      subject: string,
      callback: (error: Error | null, count?: { current: number; ttl: number }) => void,
      _windowMs: number,
      max: number,
    ): void {
      void limiter.count(subject, max).then((count) => {
        callback(null, count);
      });
    }

    child(): this {
      return this;
    }
  };
}

function refusalOf(request: FastifyRequest, control: Authenticator): Error | undefined {
  if (request.refusal !== undefined) return request.refusal as Error;
  if (isPublic(request)) return undefined;
  try {
    if (request.caller !== undefined) control.authorize(request.caller, request.routeOptions.config.access);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** A path that leads nowhere is nobody's secret: the documents list those that lead somewhere. */
function isPublic(request: FastifyRequest): boolean {
  return request.is404 || request.routeOptions.config.access === 'public';
}
