import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { RouteOperation } from '../api/operation.js';
import { AccessSettings } from './access.settings.js';
import { RateLimitExceededError } from './access.errors.js';
import { Authenticator } from './authentication/authenticator.service.js';
import { OPEN_CALLER } from './caller.js';
import { RateLimiter } from './limits/rate-limiter.service.js';
import { actIn, noteWait } from '../telemetry/request-context.js';
import { SalesAgentError } from '../errors/sales-agent.error.js';
import { RequestConcurrency } from './limits/request-concurrency.service.js';
import { RefusalLog } from './refusal-log.service.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the request is refused; thrown after the request was counted. */
    refusal?: Error;
  }
}

const WINDOW_MS = 60_000;
const PREFLIGHT: RouteOperation = { scope: 'public' };
/** Files are much larger than other answers that need no key. */
const FILES: RouteOperation = { scope: 'public', isCounted: true };

/**
 * Guards every route before a body is read: finds the caller, checks its scope, counts the request against the rate
 * limit, and then refuses what must be refused, so that refused requests count too.
 * @param publicPaths prefixes of paths outside any controller that serve files and need no key
 */
export async function guardRoutes(app: NestFastifyApplication, publicPaths: string[]): Promise<void> {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const authenticator = app.get(Authenticator);
  const limiter = app.get(RateLimiter);
  const requests = app.get(RequestConcurrency);
  const max = app.get(AccessSettings).rateLimitPerMinute;
  fastify.addHook('onRoute', (route) => {
    const isFile = publicPaths.some((path) => route.url.startsWith(path));
    if (route.method === 'OPTIONS') route.config = { ...route.config, operation: PREFLIGHT };
    else if (isFile) route.config = { ...route.config, operation: FILES };
  });
  const refusals = app.get(RefusalLog);
  fastify.addHook('onRequest', async (request, reply) => {
    if (isPublic(request)) return;
    try {
      request.caller = await authenticator.identify(request, () => {
        // An address that has reached its limit is answered without a query, whatever keys it makes up.
        if (limiter.isOver(addressOf(request), max)) throw new RateLimitExceededError(max, 1);
      });
      actIn(request.caller.workspace, request.caller.keyId);
      requests.begin(request.caller, request.raw, reply.raw, request.routeOptions.bodyLimit);
      authenticator.authorize(request.caller, request.routeOptions.config.operation?.scope);
    } catch (error) {
      // The look-up, perhaps one that other requests share, has waited for the database as long as a request may.
      if (error instanceof SalesAgentError && error.kind === 'unavailable') noteWait(Infinity);
      request.refusal = error as Error;
    }
  });
  await limitRates(fastify, limiter, max, refusals);
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    const { refusal } = request;
    if (refusal instanceof SalesAgentError) refusals.add(normalizeIP(request.ip), refusal);
    done(refusal);
  });
  fastify.addHook('preValidation', ({ raw }, _reply, done) => {
    done(
      thrownBy(() => {
        requests.bodyArrived(raw);
      }),
    );
  });
}

async function limitRates(
  fastify: FastifyInstance,
  limiter: RateLimiter,
  max: number,
  refusals: RefusalLog,
): Promise<void> {
  if (max === 0) return;
  await fastify.register(rateLimit, {
    global: false,
    max,
    timeWindow: WINDOW_MS,
    enableDraftSpec: true,
    keyGenerator: (request) => (request.caller?.keyId ? `key:${request.caller.keyId}` : addressOf(request)),
    errorResponseBuilder: ({ ip }, { ttl }) => {
      const error = new RateLimitExceededError(max, ttl / 1_000);
      refusals.add(normalizeIP(ip), error);
      return error;
    },
    store: storeOn(limiter),
  });
  const limit = fastify.rateLimit();
  // A hook of the route comes after those of all routes, so that a page of another origin may read that there were too many.
  fastify.addHook('onRoute', (route) => {
    const limitIfCounted: onRequestHookHandler = (request, reply, done) => {
      if (isCounted(request))
        limit.call(fastify, request, reply).then(() => {
          done();
        }, done);
      else done();
    };
    route.onRequest = [route.onRequest ?? [], limitIfCounted].flat();
  });
}

function thrownBy(step: () => void): Error | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** The plugin takes its store as a class and instantiates it. */
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

function isCounted(request: FastifyRequest): boolean {
  return isPublic(request) ? request.routeOptions.config.operation?.isCounted === true : request.caller !== OPEN_CALLER;
}

/** What the requests of callers without a valid key are counted by. */
function addressOf({ ip }: FastifyRequest): string {
  return `address:${normalizeIP(ip)}`;
}

/** An unknown path answers 404 without a key: which paths exist is public in the API's description. */
function isPublic(request: FastifyRequest): boolean {
  return request.is404 || request.routeOptions.config.operation?.scope === 'public';
}
