import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AppLogger } from '../telemetry/app.logger.js';
import type { TelemetrySettings } from '../telemetry/telemetry.settings.js';
import type { RequestContext } from '../telemetry/request-context.js';
import { beginTrace, endSpan } from '../telemetry/tracing.js';
import { countRequest } from './http.metrics.js';
import { isProbeRoute } from './probe-routes.js';

/** What the caller hung up on, as nginx has it: no answer has this status. */
const HUNG_UP = 499;
/** The route of paths that no operation has. */
const UNMATCHED = 'unmatched';
const FIRST_ERROR = 400;
const FIRST_SERVER_ERROR = 500;

/**
 * Logs, counts and traces every request when its answer has ended, however it ended. Must come after the hook that gives requests
 * their contexts.
 */
export function logRequests(
  fastify: FastifyInstance,
  logger: AppLogger,
  { logRequests: logged, metrics }: Pick<TelemetrySettings, 'logRequests' | 'metrics'>,
): void {
  const report = (request: FastifyRequest, reply: FastifyReply, startedAt: number) => {
    const ms = performance.now() - startedAt;
    const { method } = request;
    const route = request.routeOptions.url ?? UNMATCHED;
    const status = reply.raw.writableFinished ? reply.raw.statusCode : HUNG_UP;
    if (metrics) countRequest(method, route, status, ms);
    endRequestSpan(request.context, { method, route, status });
    if (logged === 'none' || (logged === 'errors' && status < FIRST_ERROR)) return;
    logger.request(isProbeRoute(route) ? 'debug' : 'info', request.context, {
      method,
      route,
      status,
      ms: Math.round(ms * 10) / 10,
    });
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    const startedAt = performance.now();
    const { context } = request;
    context.span = beginTrace(request.method, 'SERVER', header(request.headers.traceparent));
    // Not the hook `onResponse`, which is not called when the caller hangs up.
    reply.raw.once('close', () => {
      report(request, reply, startedAt);
    });
    done();
  });
}

function header(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** By OpenTelemetry's conventions for HTTP servers. */
function endRequestSpan(
  { span, requestId, workspace, keyId }: RequestContext,
  { method, route, status }: { method: string; route: string; status: number },
): void {
  if (span === undefined) return;
  span.updateName(`${method} ${route}`);
  const caller = {
    ...(workspace && { 'sales_agent.workspace_id': workspace }),
    ...(keyId && { 'sales_agent.key_id': keyId }),
  };
  endSpan(
    span,
    {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      'sales_agent.request_id': requestId,
      ...caller,
    },
    status >= FIRST_SERVER_ERROR ? String(status) : undefined,
  );
}
